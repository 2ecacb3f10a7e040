// The dashboard over a large fleet: from opening the page until figures, or rows, are painted; nothing is cached.
//
//   npm run build && node bench/dashboard.mjs [workers]        default: 100,000
//   CHROMIUM=/path/to/chromium if it is not /usr/bin/chromium
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { fillFleet } from './support/fleet.mjs';
import { openPostgres, withClient } from './support/postgres.mjs';
import { median, row, runAlone } from './support/report.mjs';
import { startService } from './support/service.mjs';

const VIEWS = [
  ['overview', '/dashboard', '.band'],
  ['list', '/dashboard/workers', '.grid-worker'],
  ['list, searched', '/dashboard/workers?text=worker-9999', '.grid-worker'],
];

/** Milliseconds until such an element is painted, in a browser with an empty cache. */
async function paintedAfter(browser, url, selector) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(`
    window.painted = new Promise((resolve) => {
      const look = () => {
        if (document.querySelector(${JSON.stringify(selector)}) === null) return requestAnimationFrame(look);
        // Drawn in this frame, painted before the next.
        requestAnimationFrame(() => resolve(performance.now()));
      };
      requestAnimationFrame(look);
    });`);
  await page.goto(url);
  const figure = await page.evaluate('window.painted');
  await context.close();
  return figure;
}

export async function* dashboard({ workers = 100_000, rounds = 7 } = {}) {
  const postgres = await openPostgres();
  const service = await startService(postgres.url);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    await withClient(postgres.url, (client) => fillFleet(client, workers));
    for (const [name, path, selector] of VIEWS) {
      const times = [];
      for (let round = 0; round < rounds; round += 1)
        times.push(await paintedAfter(browser, service.url + path, selector));
      yield row({
        bench: `dashboard, ${name}, ${workers} workers: painted`,
        figure: median(times),
        unit: 'ms',
        atMost: 1000,
        note: `slowest ${Math.max(...times).toFixed(0)} ms of ${rounds}`,
      });
    }
  } finally {
    await browser.close();
    await service.stop();
    await postgres.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  await runAlone('dashboard', dashboard({ workers: Number(process.argv[2] ?? 100_000) }));
