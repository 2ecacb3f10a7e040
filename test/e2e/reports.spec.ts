import { InstanceRetention } from '../../src/platform/scheduling/instance-retention.js';
import type { AvailabilityReportDto } from '../../src/reports/dto/availability.dto.js';
import type { RegistrationsReportDto } from '../../src/reports/dto/registrations.dto.js';
import { at, ReportDesk } from '../support/report-desk.js';

const HOUR_S = 3600;

describe('Reports', () => {
  let desk: ReportDesk;
  beforeAll(async () => {
    desk = await ReportDesk.open();
  });
  afterAll(() => desk.close());
  beforeEach(() => desk.clear());

  const availability = (query = '') => desk.read<AvailabilityReportDto>('availability', query);

  describe('of availability', () => {
    it('count the time healthy in the time expected, by zone and worker, the worst first', async () => {
      for (const [workerId, zone] of [
        ['well', 'a'],
        ['ill', 'a'],
        ['worse', 'b'],
      ] as const)
        await desk.know(workerId, { zone });
      await desk.ail('ill', 1, 2);
      await desk.ail('worse', 1, 3);
      await desk.ail('worse', 4, 6);
      const { fleet, zones, worst } = await availability();
      expect(fleet).toMatchObject({ workers: 3, expectedSeconds: 24 * HOUR_S, healthySeconds: 19 * HOUR_S });
      expect(fleet.availabilityPercentage).toBe(79.17);
      expect(zones.map(({ zone, availabilityPercentage }) => [zone, availabilityPercentage])).toEqual([
        ['b', 50],
        ['a', 93.75],
      ]);
      expect(worst).toMatchObject([
        { workerId: 'worse', zone: 'b', availabilityPercentage: 50, illnesses: 2 },
        { workerId: 'ill', zone: 'a', availabilityPercentage: 87.5, illnesses: 1 },
      ]);
      const limited = await availability('&worst=1&zone=a');
      expect([limited.fleet.workers, limited.worst.map(({ workerId }) => workerId)]).toEqual([2, ['ill']]);
    });

    it('count states that began before the period, or end after it', async () => {
      await desk.know('ill');
      await desk.ail('ill', -3, 3);
      await desk.know('later');
      await desk.note('later', 'unhealthy', 9, { from: 'HEALTHY', error: 'late' });
      await desk.query(`UPDATE worker_registration.worker_state SET health = 'UNHEALTHY'
        WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = 'later')`);
      const { worst } = await availability();
      expect(worst.map(({ workerId, healthySeconds }) => [workerId, healthySeconds])).toEqual([
        ['ill', 5 * HOUR_S],
      ]);
    });

    it('leave out outages of the service, and list them', async () => {
      await desk.know('ill');
      await desk.ail('ill', 1, 3);
      // Two instances: only while both have a gap is the service unavailable.
      await desk.query(
        `WITH other AS (
           INSERT INTO worker_registration.instance (name, started_at, seen_at, heir, gap_until)
           VALUES ('other', now() - interval '5 days', $1, 1, $1) RETURNING number
         )
         INSERT INTO worker_registration.gap (instance, gap_from, gap_until)
         SELECT number, $2::timestamptz, $3::timestamptz FROM worker_registration.instance WHERE heir IS NULL`,
        [at(2), at(1.5), at(2.5)],
      );
      const { outages, outageSeconds, countedSeconds, fleet } = await availability();
      await desk.query(`DELETE FROM worker_registration.instance WHERE name = 'other'`);
      expect(outages).toEqual([{ from: at(2), until: at(2.5), seconds: HOUR_S / 2 }]);
      expect([outageSeconds, countedSeconds]).toEqual([HOUR_S / 2, 7.5 * HOUR_S]);
      expect(fleet).toMatchObject({ expectedSeconds: 7.5 * HOUR_S, healthySeconds: 6 * HOUR_S });
    });

    it('expect no availability of workers in maintenance, not yet seen, or gone', async () => {
      await desk.know('repaired');
      await desk.server.api.post('/repaired/maintenance', { reason: 'Disk' });
      await desk.move('order-given', 1);
      await desk.server.api.post('/repaired/activate', {});
      await desk.move('order-lifted', 3);
      await desk.register('coming', { expectOnline: false });
      await desk.move('registered', -5, 'coming');
      await desk.know('leaving');
      await desk.server.api.post('/leaving/deregister', {});
      await desk.move('deregistered', 2);
      await desk.know('deleted', { zone: 'z' });
      await desk.server.api.post('/deleted/deregister', {});
      await desk.move('deregistered', 1, 'deleted');
      await desk.server.api.delete('/deleted');
      await desk.move('deleted', 4, 'deleted');
      const { fleet, zones } = await availability();
      expect(fleet).toMatchObject({
        workers: 3,
        expectedSeconds: (6 + 2 + 1) * HOUR_S,
        maintenanceSeconds: 2 * HOUR_S,
        availabilityPercentage: 100,
      });
      expect(zones.map(({ zone, expectedSeconds }) => [zone, expectedSeconds])).toEqual([
        [null, 8 * HOUR_S],
        ['z', HOUR_S],
      ]);
    });

    it('expect a lost worker until its loss is acknowledged, and list losses', async () => {
      await desk.know('lost', { zone: 'a' });
      await desk.note('lost', 'failed', 1, { from: 'HEALTHY', error: 'late' });
      await desk.note('lost', 'cleaned-up', 2, { error: 'No heartbeat for 3600 s' });
      await desk.query(
        `UPDATE worker_registration.worker_state SET presence = 'LOST', health = 'FAILED', presence_since = $1`,
        [at(2)],
      );
      expect((await availability()).fleet).toMatchObject({
        expectedSeconds: 8 * HOUR_S,
        healthySeconds: HOUR_S,
        losses: 1,
      });
      await desk.server.api.post('/lost/acknowledge', { reason: 'Known' });
      await desk.move('loss-acknowledged', 4);
      const { fleet, losses, totalLosses } = await availability();
      expect(fleet.expectedSeconds).toBe(4 * HOUR_S);
      expect([totalLosses, losses]).toEqual([
        1,
        [{ at: at(2), workerId: 'lost', zone: 'a', reason: 'No heartbeat for 3600 s', now: 'acknowledged' }],
      ]);
    });
  });

  it('count a record that was replaced until its last event, and its registrations to its name', async () => {
    await desk.know('again', { zone: 'a' });
    await desk.ail('again', 1, 2);
    for (const hour of [4, 5]) {
      await desk.register('again', { zone: 'a', force: true });
      await desk.move('replaced', hour, 'again');
    }
    const { fleet, worst } = await availability();
    expect(fleet).toMatchObject({ expectedSeconds: 5 * HOUR_S, healthySeconds: 4 * HOUR_S, illnesses: 1 });
    expect(worst).toMatchObject([{ workerId: 'again', expectedSeconds: 2 * HOUR_S, illnesses: 1 }]);
    const report = await desk.read<RegistrationsReportDto>('registrations', '&zone=a');
    expect(report.causes).toMatchObject([{ cause: 'replaced', times: 2, workers: 1 }]);
    expect(report.frequent).toMatchObject([{ workerId: 'again', zone: 'a', times: 2 }]);
  });

  it('are tables for spreadsheets, and documents in which no name is markup', async () => {
    await desk.know('cmd');
    await desk.ail('cmd', 1, 2);
    await desk.query(`UPDATE worker_registration.worker SET worker_id = '=cmd|x'`);
    const get = async (format: string) => {
      const url = `${desk.server.url}/api/v1/worker-registration/reports/availability?from=${at(0)}&until=${at(8)}&format=${format}`;
      const response = await fetch(url);
      return [response.headers.get('content-type'), await response.text()] as const;
    };
    const [type, csv] = await get('CSV');
    expect(type).toBe('text/csv; charset=utf-8');
    const columns =
      'kind,zone,worker_id,workers,availability_percentage,expected_seconds,healthy_seconds,maintenance_seconds,illnesses,losses';
    expect(csv.split('\n')).toEqual([
      columns,
      'fleet,,,1,87.5,28800,25200,0,1,0',
      'zone,,,1,87.5,28800,25200,0,1,0',
      "worker,,'=cmd|x,1,87.5,28800,25200,0,1,0",
      '',
    ]);
    const [markdownType, markdown] = await get('md');
    expect(markdownType).toBe('text/markdown; charset=utf-8');
    expect(markdown).toContain('# Availability\n');
    expect(markdown).toContain('0 outages of the service, 0 s together, left out of all figures.');
    expect(markdown).toContain(String.raw`| worker | – | =cmd\|x | 1 | 87.5 |`);
    // Zones that differ only in characters without a shape are different ones.
    await desk.query(`UPDATE worker_registration.worker_state SET zone = 'eu' || chr(27)`);
    await desk.know('other', { zone: 'eu' });
    expect((await get('csv&worst=7'))[1]).toMatch(/^zone,eu\\u001b,,1,(.|\n)*^zone,eu,,1,/m);
  });

  it.each([
    ['longer than a month', 'from=2020-01-01&until=2020-03-01', /up to 31 days earlier/],
    ['before the journal begins', 'from=2020-01-01&until=2020-01-08', /The journal is kept for 90 days/],
    ['reversed', 'from=2999-01-01', /from must be before until/],
    [
      'with an unknown form',
      'format=pdf',
      /Format must be one of json, csv, md|format must be one of json, csv, md/,
    ],
  ])('refuse a period that is %s', async (_, query, message) => {
    const { status, body } = await desk.server.api.get(`/reports/availability?${query}`);
    expect([status, body['message']]).toEqual([400, expect.stringMatching(message)]);
  });

  it('include outages for as long as the journal has them', async () => {
    await desk.query(
      `INSERT INTO worker_registration.gap (instance, gap_from, gap_until)
       SELECT 77, now() - make_interval(days => days, mins => 1), now() - make_interval(days => days)
       FROM unnest(ARRAY[80, 100]) AS days`,
    );
    await desk.server.app.get(InstanceRetention).dropExpired();
    const kept = await desk.query(
      `SELECT extract(day FROM now() - gap_until)::integer AS days FROM worker_registration.gap WHERE instance = 77`,
    );
    expect(kept).toEqual([{ days: 80 }]);
  });
});
