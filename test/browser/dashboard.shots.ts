import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PageDesk, seen } from '../support/page-desk.js';
import { ShowFleet } from '../support/show-fleet.js';

const FOLDER = join(import.meta.dirname, '../../docs/images');
const QUALITY = 82;

/** Saves a screenshot in a form that is small and keeps letters sharp. */
async function picture(page: Page, name: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  writeFileSync(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
}

describe('The screenshots of docs/dashboard.md', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    desk = await PageDesk.open({ 'jobscheduler.worker.health-check-interval-ms': 60_000 });
    await new ShowFleet(desk.server, desk.watch).live();
  });
  afterAll(() => desk.close());

  it.each([
    ['overview-light', '', { colorScheme: 'light', viewport: { width: 1440, height: 1180 } }],
    [
      'workers-dark',
      '/workers?health=UNHEALTHY,FAILED',
      { colorScheme: 'dark', viewport: { width: 1440, height: 640 } },
    ],
    [
      'worker-light',
      '/workers/transcode-040',
      { colorScheme: 'light', viewport: { width: 1440, height: 1080 } },
    ],
    [
      'overview-phone',
      '',
      { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5 },
    ],
    [
      'workers-phone',
      '/workers?health=UNHEALTHY,FAILED',
      { colorScheme: 'dark', viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5 },
    ],
    ['overview-wall', '', { colorScheme: 'dark', viewport: { width: 2560, height: 1300 } }],
  ] as const)('%s', async (name, path, options) => {
    const page = await desk.at(path, options);
    await seen(page.locator('main :is(.event, .grid-worker, .checks)'));
    // Charts that begin with the page have a few readings by then.
    await page.waitForTimeout(path.startsWith('/workers/') || path === '' ? 12_000 : 1500);
    await picture(page, name);
    await page.context().close();
  });
});
