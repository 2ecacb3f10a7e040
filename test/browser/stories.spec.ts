import type { Locator, Page } from 'playwright-core';
import { registration } from '../factories/registration.factory.js';
import { ALERTS_AT_ONCE } from '../support/alerts.js';
import { PageDesk, part, seen } from '../support/page-desk.js';

/** The most clicks that a story may take; what is typed or chosen by the keyboard does not count. */
const MOST_CLICKS = 4;

/** A reader of the page, whose clicks are counted. */
class Reader {
  private clicks = 0;

  constructor(readonly page: Page) {}

  async click(target: Locator): Promise<void> {
    this.clicks += 1;
    if (this.clicks > MOST_CLICKS) throw new Error(`The story takes more than ${MOST_CLICKS} clicks`);
    await target.click();
  }

  /** Opens a view from the navigation. */
  view(name: string): Promise<void> {
    const views = this.page.getByRole('navigation', { name: 'Views' });
    return this.click(views.getByRole('link', { name, exact: true }));
  }

  button(name: string | RegExp): Promise<void> {
    return this.click(this.page.getByRole('button', { name, exact: true }).last());
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }
}

/** The number of parts of bars and strips that the system's colours would paint over. */
const UNSEEN_PARTS = `[...document.querySelectorAll('.bar-share, .strip-part')].filter(
  (part) => getComputedStyle(part).forcedColorAdjust !== 'none').length`;

/** The stories of docs/operators.md on the page: each takes at most four clicks. */
describe('An operator on the page', () => {
  let desk: PageDesk;
  const reader = async (path = '') => new Reader(await desk.at(path));
  const workers = (prefix: string, size: number, body: object = {}) =>
    Array.from({ length: size }, (_, index) =>
      registration({ workerId: `${prefix}-${index}`, maxConcurrentJobs: 4, ...body }),
    );
  beforeAll(async () => {
    desk = await PageDesk.open({
      ...ALERTS_AT_ONCE,
      'alerts.rules': [{ name: 'failed', kind: 'worker-failed' }],
    });
    const { api } = desk.server;
    await api.post('/register/batch', [
      ...workers('gpu', 3, { tags: ['gpu'], zone: 'zone-a', capabilities: { gpu: true } }),
      ...workers('cpu', 17, { zone: 'zone-a', hostName: 'node-1' }),
      ...workers('silent', 10, { zone: 'zone-c' }),
      ...workers('host', 4, { zone: 'zone-b', hostName: 'node-7', version: '2.4.0' }),
      ...workers('old', 10, { zone: 'zone-b', version: '2.5.0' }),
      ...workers('lost', 1, { zone: 'zone-b' }),
      ...workers('leaving', 4, { zone: 'zone-d' }),
    ]);
    await desk.watch.lose('lost-%');
    const message = 'GPU fell off the bus (Xid 79)';
    for (const worker of [0, 1, 2]) await api.post(`/gpu-${worker}/heartbeat`, { status: 'ERROR', message });
    await desk.watch.silence(400, 'silent-%');
    await desk.watch.sweep();
    await api.post('/cpu-0/drain', { reason: 'Kernel update' });
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  it('finds out at night what is wrong', async () => {
    const { page } = await reader();
    const cause = part(page, 'Needs attention')
      .getByRole('listitem')
      .filter({ hasText: 'GPU fell off the bus (Xid 79)' });
    await seen(cause.getByText('3 workers'));
    await seen(cause.getByText(/tagged gpu/));
  });

  it('keeps holding a zone that fell silent', async () => {
    const story = await reader();
    await story.button('Hold');
    await story.dialog.getByLabel('Reason').fill('Switch is being replaced');
    await story.click(story.dialog.getByRole('button', { name: 'Hold' }));
    await seen(story.dialog.getByRole('button', { name: 'Close' }));
  });

  it('takes the workers of a host out of service, and back', async () => {
    const story = await reader();
    await story.view('Hosts');
    await story.button('Drain all workers of node-7');
    await story.dialog.getByLabel('Reason').fill('CHG-77');
    await story.click(story.dialog.getByRole('button', { name: 'Drain', exact: true }));
    await seen(story.dialog.getByText('4 of 4 done, 0 failures'));
    await story.click(story.dialog.getByRole('button', { name: /^Undo: activate/ }));
    await seen(story.dialog.getByText('4 of 4 done, 0 failures'));
  });

  it('rolls out a version, never with more than a tenth unavailable', async () => {
    const story = await reader();
    await story.view('Versions');
    await story.button('Replace version 2.5.0');
    await seen(story.dialog.getByText('10 workers, 0 running jobs'));
    expect(await desk.barriers(story.page)).toEqual([]);
    await story.dialog.getByLabel('Reason').fill('CHG-78');
    await story.dialog.getByLabel('Wait for replacements').fill('version=2.5.1');
    await story.click(story.dialog.getByRole('button', { name: 'Begin' }));
    await seen(part(story.page, 'Latest operations').getByText('CHG-78'));
    await seen(part(story.page, 'Latest operations').getByText(/0 of 10 done, 1 under way/));
  });

  it('restores what a cleanup took by mistake', async () => {
    const story = await reader();
    await story.view('Operations');
    const cleanup = part(story.page, 'Latest operations')
      .getByRole('listitem')
      .filter({ hasText: 'Cleanup of 1 worker' });
    await story.click(cleanup.getByText('Workers', { exact: true }));
    await seen(cleanup.getByRole('link', { name: 'lost-0' }));
    await story.click(cleanup.getByRole('button', { name: 'Undo', exact: true }));
    await story.dialog.getByLabel('Reason').fill('The network was down');
    await story.click(story.dialog.getByRole('button', { name: 'Undo', exact: true }));
    await seen(part(story.page, 'Latest operations').getByText('Undo of 1 worker'));
  });

  it('sees who drained a worker, why, and what else they did', async () => {
    const { page } = await reader('/workers/cpu-0');
    await seen(page.locator('.order').getByText(/Kernel update/));
    const story = await reader();
    await story.view('Events');
    await story.page.getByLabel('By', { exact: true }).fill('operator');
    await story.page.keyboard.press('Enter');
    await seen(part(story.page, 'Events').getByText('was drained: Kernel update'));
  });

  it('sees the states of a worker over a day', async () => {
    const { page } = await reader('/workers/cpu-0');
    await seen(part(page, 'Timeline').getByRole('img', { name: /^Order: Draining/ }));
  });

  it('asks for the slots of next Monday', async () => {
    const story = await reader();
    await story.button('Monday 9:00');
    await seen(story.page.getByRole('region', { name: 'Forecast of capacity' }).getByText(/Wanted: /));
    await story.page.waitForURL(/ahead=monday/);
  });

  it('finds a free worker with a GPU in a zone', async () => {
    const story = await reader();
    await story.view('Workers');
    await story.button('More filters');
    await story.page.getByLabel('Capabilities').fill('gpu');
    await story.page.keyboard.press('Enter');
    await story.page.getByRole('combobox', { name: 'Zone' }).selectOption('zone-a');
    await seen(story.page.getByText('3 match'));
  });

  it('exports the events of a worker for an audit', async () => {
    const story = await reader();
    await story.view('Events');
    await story.page.getByLabel('Worker', { exact: true }).fill('cpu-0');
    await story.page.keyboard.press('Enter');
    await story.page.getByRole('combobox', { name: 'Time' }).selectOption('Last 7 days');
    await seen(part(story.page, 'Events').getByText('was drained: Kernel update'));
    const [file] = await Promise.all([story.page.waitForEvent('download'), story.button('Export CSV')]);
    expect(file.suggestedFilename()).toBe('events.csv');
  });

  it('reports on the week', async () => {
    const story = await reader();
    await story.view('Reports');
    await seen(part(story.page, 'Availability').getByRole('link', { name: 'zone-a' }));
    await seen(part(story.page, 'Changes').getByRole('row', { name: /Kernel update/ }));
  });

  it('compares two workers', async () => {
    const story = await reader();
    await story.view('Workers');
    await story.click(story.page.getByLabel('Select gpu-0', { exact: true }));
    await story.click(story.page.getByLabel('Select cpu-1', { exact: true }));
    await story.button('Compare');
    await seen(story.dialog.getByRole('row', { name: /^tags gpu/ }));
    expect(await desk.barriers(story.page)).toEqual([]);
  });

  it('decommissions the workers of a list, after a preview', async () => {
    const story = await reader();
    await story.view('Operations');
    await story.button('New operation');
    await story.dialog.getByLabel('What').selectOption('Deregister');
    await story.dialog.getByLabel('Workers').fill('leaving-0\nleaving-1\nunknown');
    await seen(story.dialog.getByText(/1 unknown: unknown/));
    await story.dialog.getByLabel('Reason').fill('End of life');
    await story.click(story.dialog.getByRole('button', { name: 'Begin' }));
    await seen(part(story.page, 'Latest operations').getByText('Deregister of 2 workers'));
  });

  it('mutes an alert, with a reason', async () => {
    const story = await reader();
    await story.button('Mute failed');
    await story.dialog.getByLabel('Reason').fill('Kernel update');
    await story.click(story.dialog.getByRole('button', { name: 'Mute', exact: true }));
    await seen(story.dialog.getByRole('button', { name: 'Close' }));
    expect(desk.complaints).toEqual([]);
  });

  it.each(['', '/workers/cpu-0', '/map', '/versions', '/operations'])(
    'reads %s in the colours of their system, with visible bars',
    async (path) => {
      const page = await desk.at(path);
      await seen(page.locator('main, .wall').getByText(/./));
      expect(await desk.barriersOfForcedColours(page)).toEqual([]);
      const invisible = await page.evaluate(UNSEEN_PARTS);
      expect(invisible).toBe(0);
    },
  );
});
