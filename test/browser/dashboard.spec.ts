import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { fleet, registration } from '../factories/registration.factory.js';
import { storeFleet } from '../factories/fleet.rows.js';
import { gone, PageDesk, part, seen } from '../support/page-desk.js';
import { Relay } from '../support/relay.js';

const ASSETS = join(import.meta.dirname, '../../dist/dashboard/page/assets');

/** Resolves when the worker is among the events, also within a burst. */
const listed = (page: Page, workerId: string): Promise<void> =>
  page.locator('.events a', { hasText: workerId }).first().waitFor({ state: 'attached' });

describe('The files of the dashboard', () => {
  it('have less than 120 kB of scripts, compressed', () => {
    const scripts = readdirSync(ASSETS).filter((name) => name.endsWith('.js.gz'));
    const bytes = scripts.reduce((sum, name) => sum + readFileSync(join(ASSETS, name)).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(120_000);
  });
});

describe('The dashboard', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open();
    await desk.server.api.post('/register/batch', [
      ...fleet(6, (index) => ({ zone: index < 4 ? 'eu-1' : 'us-1', tags: index === 0 ? ['gpu'] : [] })),
      registration({ workerId: 'patient', hostAddress: new URL(desk.server.url).host }),
    ]);
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  it('is one compressed page for each of its addresses, with files that are cached permanently', async () => {
    const [page, deep] = await Promise.all(
      ['/dashboard', '/dashboard/workers/any'].map((path) => fetch(desk.server.url + path)),
    );
    const html = await page!.text();
    expect(await deep!.text()).toBe(html);
    expect(page!.headers.get('content-security-policy')).toContain("default-src 'none'");
    const [script] = /\/dashboard\/assets\/[\w.-]+\.js/.exec(html)!;
    const { headers } = await fetch(desk.server.url + script, { headers: { 'accept-encoding': 'gzip' } });
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(headers.get('cache-control')).toContain('immutable');
  });

  it('is where the root of the service leads', async () => {
    expect((await fetch(desk.server.url)).url).toBe(`${desk.server.url}/dashboard`);
  });

  it('shows the state of the fleet with the figures of the API', async () => {
    const page = await desk.at();
    await seen(page.getByText('Healthy', { exact: true }));
    const { body } = await desk.server.api.get('/health/system');
    const figure = part(page, 'Workers').getByRole('link', {
      name: String(body['totalWorkers']),
      exact: true,
    });
    await seen(figure);
    await seen(part(page, 'Capacity').getByText(`${String(body['availableCapacity'])} free slots`));
    await seen(part(page, 'Zones').getByRole('row', { name: /^eu-1 none 4 0 0 0 0 0$/ }));
    await part(page, 'Zones').getByRole('link', { name: 'us-1' }).click();
    await seen(page.getByRole('grid'));
    expect(page.url()).toContain('/dashboard/workers?zone=us-1');
    await seen(page.locator('[aria-rowcount="3"]'));
  });

  it('shows a worker die and come back without a reload', async () => {
    const page = await desk.at('/workers/patient');
    await seen(page.locator('.worker-head').getByText('Healthy'));
    await desk.watch.silence(400, 'patient');
    await desk.watch.sweep();
    await seen(page.locator('.worker-head').getByText('Unhealthy'));
    await seen(part(page, 'Checks').getByText(/No heartbeat for 4\d\d s/));
    await seen(part(page, 'Events').getByText(/Became unhealthy/));
    const list = await desk.at('/workers?health=UNHEALTHY');
    await seen(list.getByRole('row', { name: /patient.*No heartbeat/ }));
    await desk.server.api.post('/patient/heartbeat', { status: 'ACTIVE' });
    await seen(page.locator('.worker-head').getByText('Healthy'));
    await seen(part(page, 'Events').getByText('Recovered'));
    await seen(list.getByText('No matching workers'));
  });

  it.each([
    [
      'Drain',
      { Reason: 'Version 3', Deadline: '2099-01-31T12:00' },
      'Worker is draining',
      /Drains: Version 3.*until it is lifted.*jobs are released/,
    ],
    [
      'Maintenance',
      { Reason: 'New disks', 'Ends at': '2099-01-31T12:00' },
      'Worker is in maintenance',
      /In maintenance: New disks.*ends/,
    ],
    ['Activate', {}, 'Worker has no order', undefined],
    ['Reconnect', {}, 'Worker not probed: it is online', undefined],
    ['Deregister', {}, 'Worker deregistered successfully', undefined],
  ] as const)('%s asks for confirmation, runs, and shows its result', async (word, fields, result, band) => {
    const page = await desk.at('/workers/patient');
    await page.getByRole('button', { name: word, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: `${word}: patient` });
    for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label).fill(text);
    await dialog.getByRole('button', { name: word, exact: true }).click();
    await seen(dialog.getByText(result));
    await dialog.getByRole('button', { name: 'Close' }).click();
    await gone(dialog);
    if (band !== undefined) await seen(page.locator('.order').filter({ hasText: band }));
  });

  it('runs an action on all selected workers, and counts the successes', async () => {
    const page = await desk.at('/workers?text=worker-');
    for (const name of ['worker-1', 'worker-2']) await page.getByLabel(`Select ${name}`).check();
    await page.getByRole('button', { name: 'Drain', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Drain: 2 workers' });
    await seen(dialog);
    expect(await desk.barriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Drain', exact: true }).click();
    await seen(dialog.getByText('2 of 2 done, 0 failures'));
    await dialog.getByRole('button', { name: 'Close' }).click();
    await seen(page.getByRole('row', { name: /worker-2.*Draining/ }));
    const { body } = await desk.server.api.get<{ workers: object[] }>('/?order=DRAINING');
    expect(body.workers).toHaveLength(2);
  });

  it('can be used by keyboard only', async () => {
    const page = await desk.at();
    await seen(page.getByText('Recent changes'));
    await page.keyboard.press('Tab');
    await seen(page.locator('a.skip:focus'));
    await page.keyboard.press('/');
    await seen(page.locator('#search:focus'));
    await page.keyboard.type('worker-');
    await page.waitForURL(/text=worker-/);
    await seen(page.locator('[aria-rowcount="7"]'));
    await page.locator('[data-row="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await seen(page.locator('[data-row="1"]:focus'));
    await page.keyboard.press('Space');
    await seen(page.getByText('1 worker selected'));
    await page.keyboard.press('End');
    await seen(page.locator('[data-row="5"]:focus'));
    await page.keyboard.press('Enter');
    await seen(page.getByRole('heading', { name: 'worker-5' }));
    await page.goBack();
    await seen(page.locator('[aria-rowcount="7"]'));
  });

  it('restores filters and columns from a link', async () => {
    const page = await desk.at('/workers?tag=gpu&columns=tags');
    const header = page.getByRole('columnheader', { name: 'Tags' });
    await seen(header);
    await seen(page.getByRole('row', { name: /worker-0.*gpu/ }));
    await seen(page.locator('[aria-rowcount="2"]'));
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Zone' }).check();
    await page.waitForURL(/columns=zone,tags/);
  });

  it.each(['', '/workers', '/workers/worker-0', '/events', '/map', '/nowhere'])(
    'has no accessibility fault at "%s" by axe, in light and in dark colours',
    async (path) => {
      const page = await desk.at(path, { colorScheme: 'light' });
      await seen(page.locator('main :is(.event, .grid-worker, .empty, .map-cells)'));
      expect(await desk.barriers(page)).toEqual([]);
    },
  );

  it('scrolls through more workers than a page of the API has, and renders only the visible ones', async () => {
    await storeFleet(desk.server.database, 1000, (index) => ({
      workerId: `many-${String(index).padStart(4, '0')}`,
    }));
    const page = await desk.at('/workers?text=many-');
    await seen(page.getByText('many-0000'));
    await page.locator('[data-row="0"]').focus();
    // Each jump to the end loads the next page.
    for (let row = page.getByText('many-0999'); !(await row.isVisible()); ) {
      await page.keyboard.press('End');
      await page.waitForTimeout(50);
    }
    await seen(page.locator('[aria-rowcount="1001"]'));
    expect(await page.getByRole('row').count()).toBeLessThan(100);
  });

  it('reports a lost live connection, and resumes where it was', async () => {
    const way = await Relay.to(desk.server.url);
    const page = await desk.at('/events', { through: way.url });
    await seen(page.getByText('Live', { exact: true }));
    await desk.server.api.post('/register', registration({ workerId: 'before' }));
    await listed(page, 'before');
    await way.shut();
    await seen(page.getByText('Not live'));
    await desk.server.api.post('/register', registration({ workerId: 'meanwhile' }));
    const resumed = page.waitForRequest(/events\/stream/);
    await way.open();
    const request = await resumed;
    expect((await request.headerValue('last-event-id')) ?? request.url()).toMatch(/\d+-\d+$/);
    await seen(page.getByText('Live', { exact: true }));
    await listed(page, 'meanwhile');
    await way.shut();
  });

  it('keeps the frame and the other views when a view fails', async () => {
    const page = await desk.at('/nowhere');
    await page.route('**/health/summary', (route) => route.fulfill({ json: { nonsense: true } }));
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await seen(page.getByRole('alert').getByText('This view failed'));
    await page.getByRole('link', { name: 'Workers', exact: true }).click();
    await seen(page.getByRole('grid'));
    await page.unroute('**/health/summary');
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await seen(part(page, 'Zones'));
  });

  it('shows which zone a guard holds, why, and what ends it', async () => {
    await desk.server.api.post(
      '/register/batch',
      fleet(5, (index) => ({ workerId: `dark-${index}`, zone: 'dark' })),
    );
    await desk.watch.silence(400, 'dark-%');
    await desk.watch.sweep();
    const page = await desk.at();
    const zones = part(page, 'Zones');
    await seen(zones.getByRole('row', { name: /^dark Holding 0 5 0 5 0 0$/ }));
    await seen(zones.getByText(/5 of 5 workers of zone dark fell silent/));
    await seen(zones.getByText(/It ends when fewer than 27.5 % are silent/));
    expect(await desk.barriers(page)).toEqual([]);
  });

  it('calls no other address, runs nothing inline, and logs no error in all of these tests', () => {
    expect(desk.complaints).toEqual([]);
  });
});
