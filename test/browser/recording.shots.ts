import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Locator, Page } from 'playwright-core';
import { animatedWebp, type Frame } from '../support/animated-webp.js';
import { PageDesk, part, seen } from '../support/page-desk.js';
import { ShowFleet } from '../support/show-fleet.js';

const FILE = join(import.meta.dirname, '../../docs/images/recording.webp');
const SIZE = { width: 1100, height: 720 };
const QUALITY = 62;

/** Records what a reader does on the page: one picture after each step. */
class Recorder {
  private readonly frames: Frame[] = [];

  private constructor(private readonly session: CDPSession) {}

  static async begin(page: Page): Promise<Recorder> {
    return new Recorder(await page.context().newCDPSession(page));
  }

  /** Shows the page as it is now. */
  async show(ms: number): Promise<void> {
    const format = { format: 'webp', quality: QUALITY } as const;
    const { data } = await this.session.send('Page.captureScreenshot', format);
    const picture = Buffer.from(data, 'base64');
    const last = this.frames.at(-1);
    if (last?.picture.equals(picture)) this.frames.push({ picture, ms: this.frames.pop()!.ms + ms });
    else this.frames.push({ picture, ms });
  }

  /** Marks what is clicked, as a picture has no pointer. */
  async click(target: Locator): Promise<void> {
    await target.scrollIntoViewIfNeeded();
    await outline(target, '3px solid #d9480f');
    await this.show(600);
    await outline(target, '');
    await target.click();
  }

  async type(target: Locator, text: string): Promise<void> {
    for (let length = 4; length < text.length + 4; length += 4) {
      await target.fill(text.slice(0, length));
      await this.show(200);
    }
  }

  get seconds(): number {
    return this.frames.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  }

  finished(): Buffer {
    return animatedWebp(this.frames, SIZE.width, SIZE.height);
  }
}

const outline = (target: Locator, line: string): Promise<void> =>
  target.evaluate((element, given) => {
    (element as unknown as { style: { outline: string } }).style.outline = given;
  }, line);

describe('The recording of README.md', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open({ 'jobscheduler.worker.health-check-interval-ms': 60_000 });
    await new ShowFleet(desk.server, desk.watch).live();
  });
  afterAll(() => desk.close());

  it('goes from the overview to a worker, drains it, and looks at the fleet', async () => {
    const page = await desk.at('', { colorScheme: 'light', viewport: SIZE });
    await seen(page.locator('main .event'));
    const recorder = await Recorder.begin(page);
    const view = (name: string) =>
      page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name, exact: true });
    await recorder.show(2500);

    await recorder.click(part(page, 'Needs attention').getByRole('link').first());
    await page.waitForTimeout(1500);
    await recorder.show(2000);

    await page.goto(`${desk.server.url}/dashboard/workers/transcode-040`);
    await seen(page.locator('main .checks'));
    await page.waitForTimeout(12_000);
    await recorder.show(2500);
    await recorder.click(page.getByRole('button', { name: 'Drain', exact: true }).first());
    const dialog = page.getByRole('dialog');
    await recorder.type(dialog.getByLabel('Reason'), 'CHG-77: new disks');
    await recorder.click(dialog.getByRole('button', { name: 'Drain', exact: true }));
    await page.waitForTimeout(1500);
    await recorder.show(2000);

    await page.keyboard.press('Escape');
    await recorder.click(view('Map'));
    await page.waitForTimeout(1500);
    await recorder.show(2500);

    await recorder.click(view('Versions'));
    await page.waitForTimeout(1500);
    await recorder.show(2000);
    await recorder.click(view('Overview'));
    await page.waitForTimeout(1500);
    await recorder.show(1500);
    writeFileSync(FILE, recorder.finished());
    expect(Math.round(recorder.seconds)).toBe(20);
  });
});
