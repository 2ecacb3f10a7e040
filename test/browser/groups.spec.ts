import { fleet } from '../factories/registration.factory.js';
import { PageDesk, part, readAgain, seen } from '../support/page-desk.js';
import { until } from '../support/waiting.js';

describe('The views of zones, versions and hosts', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open({ 'jobscheduler.worker.guard-enabled': false });
    await desk.server.api.post(
      '/register/batch',
      fleet(12, (index) => ({
        zone: ['eu-2', 'eu-10', 'us-1'][index % 3]!,
        version: index < 8 ? '2.5.0' : '2.4.1',
        hostName: `node-${index % 2}.example.org`,
        maxConcurrentJobs: 4,
      })),
    );
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  it('show the capacity, orders and availability of each zone, the worst zone first', async () => {
    await desk.server.api.post('/worker-1/drain', {});
    await desk.watch.lose('worker-2');
    const page = await desk.at('/zones');
    await seen(part(page, 'By zone').getByRole('row', { name: /^us-1 .*3 0 0 1 .*0 12 0 % 75 %$/ }));
    await seen(part(page, 'By zone').getByRole('row', { name: /^eu-10 .*4 0 1 0 .*0 12 0 % 100 %$/ }));
    expect(await part(page, 'By zone').locator('th[scope=row]').allTextContents()).toEqual([
      'us-1',
      'eu-2',
      'eu-10',
    ]);
    expect(await desk.barriers(page)).toEqual([]);
  });

  it('show how far each zone is with each version, and lead to the workers', async () => {
    const page = await desk.at('/versions');
    await seen(page.getByRole('row', { name: /^Zone Shares 2.5.0 2.4.1$/ }));
    const zone = page.getByRole('row', { name: /^eu-10 .* 3 1$/ });
    await seen(zone);
    expect(await desk.barriers(page)).toEqual([]);
    await zone.getByRole('link', { name: '1', exact: true }).click();
    await page.waitForURL(/zone=eu-10&version=2.4.1/);
    await seen(page.locator('[aria-rowcount="2"]'));
  });

  it('take all workers of a host out of service with one action', async () => {
    const page = await desk.at('/workers/worker-0');
    await seen(page.getByText('6 workers on this host'));
    await page.getByRole('link', { name: 'Hosts', exact: true }).click();
    await page.getByRole('button', { name: 'Drain all workers of node-0.example.org' }).click();
    const dialog = page.getByRole('dialog', { name: 'Drain: 5 workers' });
    expect(await desk.barriers(page)).toEqual([]);
    await dialog.getByLabel('Reason').fill('New disks');
    await dialog.getByRole('button', { name: 'Drain', exact: true }).click();
    await seen(dialog.getByText('5 of 5 done, 0 failures'));
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('Search').fill('node-0');
    const drained = page.getByRole('row', { name: /node-0.example.org 6 .* 5 1 0 0/ });
    await until(async () => {
      await readAgain(page);
      return drained.isVisible();
    });
  });

  it('name the time zone, and change to UTC', async () => {
    const page = await desk.at('/workers/worker-1', { timezoneId: 'Asia/Tokyo' });
    await page.getByRole('button', { name: 'Times in Asia/Tokyo. Change to UTC' }).click();
    await seen(page.getByRole('button', { name: 'Times in UTC. Change to Asia/Tokyo' }));
    await page.reload();
    await seen(page.getByRole('button', { name: /^Times in UTC/ }));
  });

  it('show the states of a worker over time, as strips and as a table', async () => {
    await desk.server.api.post('/worker-1/activate', { reason: 'Done' });
    const page = await desk.at('/workers/worker-1');
    const timeline = part(page, 'Timeline');
    await seen(timeline.getByRole('img', { name: /^Order: No order for .*, 2 changes before$/ }));
    await timeline.getByText('As a table').focus();
    await page.keyboard.press('Enter');
    await seen(timeline.getByRole('row', { name: /Order Draining .* operator$/ }));
    expect(await desk.barriers(page)).toEqual([]);
    await timeline.getByRole('button', { name: '7d' }).click();
    await page.waitForURL(/range=7d/);
    await seen(timeline.getByRole('img', { name: /^Health: Healthy for/ }));
  });
});
