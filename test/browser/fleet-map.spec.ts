import { storeFleet } from '../factories/fleet.rows.js';
import { fleet } from '../factories/registration.factory.js';
import { PageDesk, part, seen } from '../support/page-desk.js';

describe('The fleet map', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open({ 'jobscheduler.worker.guard-enabled': false });
    await desk.server.api.post(
      '/register/batch',
      fleet(12, (index) => ({ zone: `eu-${index % 2}`, tags: index < 3 ? ['gpu', 'fast'] : [] })),
    );
    await desk.watch.lose('worker-1');
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  it('has a cell for each worker, by which the worker is opened', async () => {
    const page = await desk.at('/map');
    const cells = page.getByRole('img', { name: 'eu-0: 6 workers, 0 not healthy, 0 lost' });
    await seen(cells);
    await seen(page.getByRole('img', { name: 'eu-1: 6 workers, 0 not healthy, 1 lost' }));
    await cells.hover({ position: { x: 30, y: 5 } });
    await seen(page.getByText(/^worker-2 · Healthy · eu-0/));
    await cells.click({ position: { x: 30, y: 5 } });
    await seen(page.getByRole('heading', { name: 'worker-2' }));
  });

  it('has the same content as a table for keyboards and screen readers', async () => {
    const page = await desk.at('/map?group=tag&colour=load');
    await seen(part(page, 'Table').getByRole('row', { name: /^without a tag 9 0 0 0 %$/ }));
    await seen(part(page, 'Table').getByRole('row', { name: /^gpu 3 0 1 0 %$/ }));
    await part(page, 'Table').getByRole('link', { name: 'gpu' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/workers\?tag=gpu/);
    await seen(page.locator('[aria-rowcount="4"]'));
  });

  it('draws a fleet of more than 5,000 workers with cells of several', async () => {
    await storeFleet(desk.server.database, 6000, (index) => ({
      workerId: `many-${index}`,
      zone: 'us-1',
    }));
    const page = await desk.at('/map');
    await seen(page.getByText('One cell stands for 2 workers'));
    await seen(page.getByRole('img', { name: 'us-1: 6,000 workers, 0 not healthy, 0 lost' }));
    expect(await desk.barriers(page)).toEqual([]);
  });
});
