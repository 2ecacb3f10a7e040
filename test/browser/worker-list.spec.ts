import { storeFleet } from '../factories/fleet.rows.js';
import { PageDesk, seen } from '../support/page-desk.js';
import type { Page } from 'playwright-core';

const SIZE = 260;

describe('The list of workers on the page', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open();
    await storeFleet(desk.server.database, SIZE, (index) => ({
      workerId: `w-${String(index).padStart(3, '0')}`,
      zone: index < 12 ? `eu-${index}` : 'us-1',
      version: index % 2 === 0 ? '2.4.1' : '2.5.0',
    }));
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  const row = (page: Page, index: number) => page.locator(`[data-row="${index}"]`);
  const rowOf = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });

  it('sorts all workers by a column header, and keeps the order in the address', async () => {
    const page = await desk.at('/workers');
    const head = page.getByRole('columnheader', { name: 'Worker', exact: true });
    await head.getByRole('button').click();
    await seen(row(page, 0).filter({ hasText: 'w-000' }));
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=-workerId/);
    await seen(row(page, 0).filter({ hasText: 'w-259' }));
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const other = await desk.at('/workers?sort=-zone');
    await seen(row(other, 0).filter({ hasText: 'us-1' }));
    expect(await desk.barriers(other)).toEqual([]);
  });

  it('shows the number of matches, and offers existing zones and versions with their counts', async () => {
    const page = await desk.at('/workers?text=w-');
    await seen(page.getByText('260 match'));
    const zones = page.getByRole('combobox', { name: 'Zone' }).locator('option');
    await seen(page.getByRole('combobox', { name: 'Version' }));
    await zones.nth(13).waitFor({ state: 'attached' });
    expect((await zones.allTextContents()).slice(0, 5)).toEqual([
      'All',
      'eu-0 (1)',
      'eu-1 (1)',
      'eu-2 (1)',
      'eu-3 (1)',
    ]);
    await page.getByRole('combobox', { name: 'Version' }).selectOption('2.5.0');
    await seen(page.getByText('130 match'));
    await seen(page.getByRole('button', { name: 'Healthy 130' }));
  });

  it('returns to the row, with its focus and filters', async () => {
    const page = await desk.at('/workers?sort=workerId&zone=us-1');
    await row(page, 0).focus();
    for (const _ of [1, 2, 3, 4]) await page.keyboard.press('PageDown');
    const focused = page.locator('[data-row]:focus');
    await seen(focused);
    const before = (await focused.getAttribute('data-row'))!;
    expect(Number(before)).toBeGreaterThan(30);
    await page.keyboard.press('Enter');
    await seen(page.getByRole('link', { name: 'Back to the list' }));
    await page.goBack();
    await seen(page.locator(`[data-row="${before}"]:focus`));
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Back to the list' }).click();
    await seen(page.locator(`[data-row="${before}"]:focus`));
    expect(page.url()).toContain('sort=workerId&zone=us-1');
  });

  it('selects ranges with shift, and all that match beyond what is loaded', async () => {
    const page = await desk.at('/workers?sort=workerId');
    await page.getByLabel('Select w-001').click();
    await page.getByLabel('Select w-004').click({ modifiers: ['Shift'] });
    await seen(page.getByText('4 workers selected'));
    await rowOf(page, 'w-004').focus();
    await page.keyboard.press('Shift+ArrowDown');
    await seen(page.getByText('5 workers selected'));
    await page.getByRole('button', { name: 'Select all 260 that match' }).click();
    await seen(page.getByText('260 workers selected'));
  });
});
