import { fleet, registration } from '../factories/registration.factory.js';
import { gone, PageDesk, part, readAgain, seen } from '../support/page-desk.js';
import type { Page } from 'playwright-core';
import { Relay } from '../support/relay.js';

/** Resolves when the tab has such a title. */
async function titled(page: Page, title: RegExp): Promise<void> {
  while (!title.test(await page.title())) {
    await readAgain(page);
    await page.waitForTimeout(50);
  }
}

describe('The page during an incident', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open({ 'jobscheduler.worker.guard-enabled': false });
    await desk.server.api.post(
      '/register/batch',
      fleet(12, () => ({ zone: 'eu-1' })),
    );
    await desk.server.api.post('/register', registration({ workerId: 'announced', expectOnline: false }));
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  it('reports an outage once, keeps what it knows, and recovers by itself', async () => {
    const way = await Relay.to(desk.server.url);
    const page = await desk.at('', { through: way.url });
    await seen(part(page, 'Zones'));
    await way.shut();
    const bar = part(page, 'Connection').getByText(/^No connection since .*as of/);
    await seen(bar);
    expect(await page.getByRole('alert').count()).toBe(0);
    await titled(page, /^\(\?\) no connection · Overview · Worker registration$/);
    await seen(part(page, 'Zones'));
    expect(await desk.barriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Try now' }).click();
    await seen(bar);
    await way.open();
    await gone(bar);
    await way.shut();
  });

  it('names the state of the fleet in the title and the icon of the tab', async () => {
    const page = await desk.at('/workers');
    await titled(page, /^Workers · Worker registration$/);
    expect(await page.title()).toBe('Workers · Worker registration');
    await desk.server.api.post('/worker-9/heartbeat', { status: 'ERROR', message: 'Disk full' });
    await desk.watch.sweep();
    await titled(page, /^\(!\) 1 unhealthy · Workers/);
    await page.locator('link[rel=icon][href*=c77700]').waitFor({ state: 'attached' });
    await desk.server.api.post('/worker-9/heartbeat', { status: 'IDLE' });
  });

  it('finds workers, views and commands by keyboard, and explains its keys', async () => {
    const page = await desk.at();
    await seen(page.getByRole('navigation'));
    await page.keyboard.press('?');
    await seen(page.getByRole('dialog', { name: 'Help' }).getByText('Protected by the guard of a zone'));
    expect(await desk.barriers(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    const finder = page.getByRole('combobox', { name: 'Find a worker, a view or a command' });
    await finder.fill('worker-7');
    await seen(page.getByRole('option', { name: 'worker-7', exact: false }));
    expect(await desk.barriers(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await seen(page.getByRole('heading', { name: 'worker-7' }));
    await page.keyboard.press('g');
    await page.keyboard.press('z');
    await page.waitForURL(/\/zones$/);
  });

  it('explains why a button is disabled', async () => {
    const page = await desk.at('/workers/announced');
    const button = page.getByRole('button', { name: 'Drain: The worker was not seen yet' });
    await button.click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    await seen(page.getByRole('button', { name: 'Activate: The worker is under no order' }));
  });

  it('lists affected workers, keeps input after a failure, and undoes', async () => {
    const page = await desk.at('/workers?sort=workerId');
    for (const name of ['worker-1', 'worker-2'])
      await page.getByLabel(`Select ${name}`, { exact: true }).check();
    await page.getByRole('button', { name: 'Drain', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Drain: 2 workers' });
    await seen(dialog.getByText('2 workers, 0 running jobs'));
    await seen(dialog.getByText('worker-2', { exact: true }));
    await dialog.getByLabel('Reason').fill('CHG-77');
    await dialog.getByRole('group', { name: 'Usual ends' }).getByRole('button', { name: '4 h' }).click();
    expect(await dialog.getByLabel('Ends at').inputValue()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
    await page.route('**/drain', (route) => route.abort());
    await dialog.getByRole('button', { name: 'Drain', exact: true }).click();
    await seen(dialog.getByText('2 of 2 done, 2 failures'));
    await page.unroute('**/drain');
    await dialog.getByRole('button', { name: 'Try again' }).click();
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('CHG-77');
    await dialog.getByRole('button', { name: 'Drain', exact: true }).click();
    await seen(dialog.getByText('2 of 2 done, 0 failures'));
    const { order } = (await desk.server.api.get<{ order: Record<string, string> }>('/worker-2')).body;
    expect(order['reason']).toBe('CHG-77');
    // By the clock of the database, whatever that of the browser says.
    expect(Date.parse(order['until']!) - Date.parse(order['since']!)).toBe(4 * 3_600_000);
    expect(await desk.barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Undo: activate 2' }).click();
    await seen(dialog.getByText('2 of 2 done, 0 failures'));
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect((await desk.server.api.get('/worker-2')).body).toMatchObject({ order: null });
    await seen(page.getByText('2 workers selected'));
  });

  it('has a view for wall screens, with the state, the zones and the time', async () => {
    await desk.watch.lose('worker-3');
    const page = await desk.at('/wall', { viewport: { width: 1920, height: 1080 } });
    await seen(page.getByText('Degraded', { exact: true }));
    await seen(page.getByRole('list', { name: 'Zones' }).getByText('eu-1'));
    await seen(page.getByText(/11 workers, 0 not healthy, 1 lost/));
    expect(await desk.barriers(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
  });

  it('keeps its bars in forced colours, and follows the font size of the reader', async () => {
    const page = await desk.at('/zones', { forcedColors: 'active' });
    const bar = page.locator('.bar-share').first();
    await seen(bar);
    const colour = await page.evaluate(
      `getComputedStyle(document.querySelector('.bar-share')).backgroundColor`,
    );
    expect(colour).toBe('rgb(20, 112, 63)');
    await page.evaluate(`document.documentElement.style.fontSize = ''`);
    expect(await page.evaluate(`getComputedStyle(document.documentElement).fontSize`)).toBe('14px');
  });

  it('isolates names that change the direction of writing', async () => {
    await desk.server.api.post('/register', registration({ workerId: 'hebrew', name: 'שרת אחד' }));
    const page = await desk.at('/workers?text=hebrew&columns=name');
    await seen(page.locator('bdi', { hasText: 'שרת אחד' }));
  });
});
