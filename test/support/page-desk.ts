import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { FleetWatch, SWEEPS_BY_HAND } from './health.js';
import { startTestServer, type TestServer } from './test-server.js';
import type { GivenSettings } from '../../src/platform/config/given-settings.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Timeout for a page on a busy machine: nothing is measured by it. */
const PATIENCE_MS = 20_000;

interface Violation {
  readonly id: string;
  readonly nodes: { readonly html: string; readonly failureSummary: string }[];
}

/** A server and a browser that opens its pages. */
export class PageDesk {
  /** Requests of the page to other servers, and errors that it logged. */
  readonly complaints: string[] = [];

  private constructor(
    readonly server: TestServer,
    readonly watch: FleetWatch,
    private readonly browser: Browser,
  ) {}

  static async open(settings: GivenSettings = {}): Promise<PageDesk> {
    const server = await startTestServer({ settings: { ...SWEEPS_BY_HAND, ...settings } });
    return new PageDesk(server, new FleetWatch(server), await launchChromium());
  }

  /** Opens a page below `/dashboard`; `through` is another route to the same server. */
  async at(
    path = '',
    { through = this.server.url, ...options }: BrowserContextOptions & { through?: string } = {},
  ): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(through)) this.complaints.push(`asked for ${request.url()}`);
    });
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      if (/Content.Security.Policy/i.test(message.text())) this.complaints.push(message.text());
    });
    await page.goto(`${through}/dashboard${path}`);
    return page;
  }

  /**
   * Accessibility problems of the current page, by the rules of axe; in light colours, and then in dark ones.
   */
  async barriers(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    const light = await this.violations(page, '{}');
    await page.emulateMedia({ colorScheme: 'dark' });
    return [
      ...light,
      ...(await this.violations(page, `{ runOnly: ['color-contrast', 'link-in-text-block'] }`)),
    ];
  }

  /** The same with the colours that the reader's system forces, such as Windows with high contrast. */
  async barriersOfForcedColours(page: Page): Promise<string[]> {
    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
    await page.evaluate(AXE);
    return this.violations(page, '{}');
  }

  /** Closes open pages, which would otherwise keep reading. */
  async closePages(): Promise<void> {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
  }

  private async violations(page: Page, options: string): Promise<string[]> {
    const found = await page.evaluate(`axe.run(document, ${options})`);
    const { violations } = found as { violations: Violation[] };
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }
}

/** Makes a page read again what it shows, as when its tab is chosen; by itself it would do so seconds later. */
export const readAgain = (page: Page): Promise<unknown> =>
  page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);

/** The part of a page below that heading. */
export const part = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

/** Resolves when it is visible; fails with what was searched for if it never is. */
export const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });

/** Resolves when it is no longer visible. */
export const gone = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'hidden' });
