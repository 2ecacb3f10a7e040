import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { FleetWatch, SWEEPS_BY_HAND } from './health.js';
import { startTestServer, type TestServer } from './test-server.js';
import type { GivenSettings } from '../../src/platform/config/given-settings.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Patience with a page on a busy machine: nothing is measured by it. */
const PATIENCE_MS = 20_000;

interface Violation {
  readonly id: string;
  readonly nodes: { readonly html: string; readonly failureSummary: string }[];
}

/** A server and a browser that looks at it, as a person does. */
export class PageDesk {
  /** What the page asked for from elsewhere, and what it complained about. */
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

  /** A page at an address below `/dashboard`; `through` is another way to the same server. */
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

  /** What keeps people from using the page as it is now, by the rules of axe; in light colours, and then in dark ones. */
  async barriers(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    const light = await this.violations(page, '{}');
    await page.emulateMedia({ colorScheme: 'dark' });
    return [
      ...light,
      ...(await this.violations(page, `{ runOnly: ['color-contrast', 'link-in-text-block'] }`)),
    ];
  }

  /** Ends the pages that are open: they would go on reading. */
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

/** The part of a page under that heading. */
export const part = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

/** Resolves when it is seen; fails with what was looked for where it never is. */
export const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });

/** Resolves when it is seen no more. */
export const gone = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'hidden' });
