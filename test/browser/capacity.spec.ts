import { registration } from '../factories/registration.factory.js';
import { PageDesk, part, seen } from '../support/page-desk.js';

/** Used slots of the last day in steps of 5 minutes, without an hour, and of the last weeks by hour. */
const HISTORY = `
  INSERT INTO worker_registration.capacity_step (pool, zone, step_minutes, at, samples, workers, usable, used, peak)
  SELECT pool, zone, minutes, date_bin('5 minutes', now(), to_timestamp(0)) - ago * make_interval(mins => minutes), 1, 2, 20, 5, 25
  FROM (VALUES ('', ''), ('', 'eu-1')) AS part (pool, zone)
  CROSS JOIN (SELECT 5, ago FROM generate_series(1, 290) AS ago WHERE ago NOT BETWEEN 30 AND 41
    UNION ALL SELECT 60, ago FROM generate_series(1, 300) AS ago) AS step (minutes, ago)`;

describe('The views of capacity and reports', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open({ 'capacity.pools': [{ name: 'gpu', tags: ['gpu'] }] });
    for (const [workerId, zone] of [
      ['w-1', 'eu-1'],
      ['w-2', 'us-1'],
    ] as const)
      await desk.server.api.post('/register', registration({ workerId, zone, maxConcurrentJobs: 10 }));
    await desk.server.api.post('/w-1/jobs', { jobId: 'job-1' });
    await desk.server.api.post('/w-2/maintenance', { reason: 'CHG-77' });
    await desk.server.database.query(HISTORY);
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  it('show slots, wanted workers, gaps and the hours of the week, as charts and tables', async () => {
    const page = await desk.at('/capacity');
    await seen(part(page, 'Now').getByText('1 of 10 slots used'));
    await seen(part(page, 'Wanted').getByText(/^\d+ workers?: \d+ slots? by \d\d:\d\d at 95 %/));
    const overTime = part(page, 'Slots over time');
    await seen(overTime.getByRole('img', { name: 'Slots over time: usable, used, and forecast' }));
    await seen(overTime.getByText(/Nothing was recorded for 60 min in 1 gap, where the lines end/));
    await overTime.getByText('As a table').focus();
    await page.keyboard.press('Enter');
    await seen(overTime.getByRole('row', { name: /nothing recorded$/ }));
    const week = part(page, 'Hours of the week');
    await seen(week.getByRole('row', { name: /^Wednesday 25 25 25/ }));
    expect(await week.locator('.week-over').count()).toBeGreaterThan(24);
    expect(await desk.barriers(page)).toEqual([]);
  });

  it('keep pool, zone and time in the address', async () => {
    const page = await desk.at('/capacity');
    await page.getByLabel('Zone', { exact: true }).selectOption('eu-1');
    await page.getByRole('button', { name: '7d', exact: true }).click();
    await page.waitForURL(/\/capacity\?zone=eu-1&past=7d$/);
    await seen(part(page, 'Slots over time').getByText(/^Forecast by \S+ from 278 steps/));
    await seen(part(page, 'Wanted').getByText('Zone eu-1.', { exact: false }));
    await page.reload();
    await seen(part(page, 'Now').getByText('1 of 10 slots used'));
    expect(await page.getByLabel('Zone', { exact: true }).inputValue()).toBe('eu-1');
    await page.getByLabel('Pool', { exact: true }).selectOption('gpu');
    await page.waitForURL(/\/capacity\?past=7d&pool=gpu$/);
    await seen(part(page, 'Now').getByText('0 of 0 slots used'));
    await seen(part(page, 'Wanted').getByText('Whether slots run out is not known yet', { exact: false }));
  });

  it('show reports with links to their files, by keyboard only', async () => {
    const page = await desk.at();
    await seen(page.getByRole('link', { name: 'Reports', exact: true }));
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    const availability = part(page, 'Availability');
    await seen(availability.getByText('100 % available, 2 workers'));
    await seen(part(page, 'Changes').getByRole('row', { name: /^order given: MAINTENANCE .*CHG-77 1 1/ }));
    await seen(part(page, 'Registrations').getByRole('row', { name: /^created 2 2/ }));
    const href = await availability.getByRole('link', { name: 'Availability as CSV' }).getAttribute('href');
    expect(await (await fetch(`${desk.server.url}${href}`)).text()).toMatch(/^kind,zone,worker_id/);
    expect(await desk.barriers(page)).toEqual([]);
    await availability.getByRole('link', { name: 'eu-1' }).click();
    await page.waitForURL(/\/reports\?zone=eu-1$/);
    await seen(availability.getByText('100 % available, 1 worker'));
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
  });
});
