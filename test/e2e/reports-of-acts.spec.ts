import type { AccessReportDto } from '../../src/reports/dto/access.dto.js';
import type { ChangesReportDto } from '../../src/reports/dto/changes.dto.js';
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

  it('of access count acts by account, without those of workers and the service', async () => {
    await desk.register('w-1');
    await desk.query(
      `INSERT INTO worker_registration.journal (at, type, worker_id, actor, subject, address, detail) VALUES
         ($1, 'api-key-made', NULL, 'key:admin', 'key:1', '10.0.0.1', '{"name": "ci"}'),
         ($1, 'order-given', 'w-1', 'key:ops', 'key:2', '10.0.0.2', '{}'),
         ($2, 'order-given', 'w-1', 'key:ops', 'key:2', '10.0.0.3', '{}'),
         ($2, 'job-assigned', 'w-1', 'key:scheduler', 'key:3', '10.0.0.4', '{}'),
         ($2, 'token-issued', 'w-1', 'w-1', 'worker:7', '10.0.0.5', '{}')`,
      [at(1), at(2)],
    );
    const { acts, totalActs, credentials } = await desk.read<AccessReportDto>('access');
    expect(acts).toEqual([
      {
        actor: 'key:ops',
        subject: 'key:2',
        type: 'order-given',
        times: 2,
        workers: 0,
        firstAt: at(1),
        lastAt: at(2),
        addresses: ['10.0.0.2', '10.0.0.3'],
      },
      expect.objectContaining({ actor: 'key:admin', type: 'api-key-made', times: 1 }),
    ]);
    expect(totalActs).toBe(2);
    expect(credentials).toMatchObject([{ at: at(1), type: 'api-key-made', name: 'ci', address: '10.0.0.1' }]);
  });

  it('of changes join what one actor did for one reason, of a zone if asked for', async () => {
    for (const [workerId, zone] of [
      ['a-1', 'a'],
      ['a-2', 'a'],
      ['b-1', 'b'],
    ] as const) {
      await desk.know(workerId, { zone });
      await desk.server.api.post(`/${workerId}/drain`, { reason: 'CHG-77' });
      await desk.move('order-given', 1, workerId);
    }
    const { changes } = await desk.read<ChangesReportDto>('changes');
    expect(changes).toMatchObject([
      { type: 'order-given', kind: 'DRAINING', reason: 'CHG-77', times: 3, workers: 3, firstAt: at(1) },
    ]);
    expect((await desk.read<ChangesReportDto>('changes', '&zone=b')).changes).toMatchObject([{ times: 1 }]);
  });

  it('of changes list departures, joined for workers, and cleanups by operators', async () => {
    await desk.know('w-1');
    await desk.query(
      `INSERT INTO worker_registration.journal (at, type, worker_id, actor, subject, detail) VALUES
         ($1, 'deregistered', 'w-1', 'worker', NULL, '{"reason": "Shutdown"}'),
         ($2, 'deregistered', 'w-1', 'w-1', 'worker:7', '{"reason": "Shutdown"}'),
         ($3, 'cleaned-up', 'w-1', 'key:ops', 'key:2', '{}'),
         ($3, 'cleaned-up', 'w-1', 'service', NULL, '{}'),
         ($3, 'order-given', 'w-1', 'w-1', 'worker:7', '{}')`,
      [at(1), at(2), at(3)],
    );
    const { changes } = await desk.read<ChangesReportDto>('changes');
    expect(changes.map(({ type, actor, times }) => [type, actor, times])).toEqual([
      ['cleaned-up', 'key:ops', 1],
      ['deregistered', 'worker', 2],
    ]);
  });

  it('of registrations count them by cause, over time and for the most frequent workers', async () => {
    await desk.register('steady');
    await desk.move('registered', 1);
    await desk.know('crashing', { zone: 'a' });
    for (const hour of [2, 3, 3.5]) {
      await desk.register('crashing', { zone: 'a', bootId: `boot-${hour}` });
      await desk.move('re-registered', hour);
    }
    const report = await desk.read<RegistrationsReportDto>('registrations');
    expect(report.causes.map(({ cause, times, workers }) => [cause, times, workers])).toEqual([
      ['restarted', 3, 1],
      ['created', 1, 1],
    ]);
    expect(report.stepSeconds).toBe(HOUR_S);
    expect(report.steps).toEqual([
      { at: at(1), cause: 'created', times: 1 },
      { at: at(2), cause: 'restarted', times: 1 },
      { at: at(3), cause: 'restarted', times: 2 },
    ]);
    expect(report.frequent).toMatchObject([
      { workerId: 'crashing', zone: 'a', times: 3, restarts: 3, perDay: 9, lastAt: at(3.5) },
    ]);
  });
});
