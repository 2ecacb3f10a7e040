import { readFileSync } from 'node:fs';
import { fleet } from '../factories/registration.factory.js';
import { csvOf } from '../../src/dashboard/page/journal/event-files.js';
import { gone, PageDesk, part, seen } from '../support/page-desk.js';

describe('The events on the page', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open();
    await desk.server.api.post(
      '/register/batch',
      fleet(20, () => ({ zone: 'eu-1' })),
    );
    await desk.server.api.post('/worker-0/jobs', { jobId: 'job-1' });
    for (let worker = 0; worker < 20; worker += 1)
      await desk.server.api.post(`/worker-${worker}/drain`, { reason: 'CHG-77' });
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  it('are one entry for one cause on many workers, and name the workers on demand', async () => {
    const page = await desk.at();
    const burst = part(page, 'Recent changes').getByText(/^20 workers were drained: CHG-77 by operator$/);
    await seen(burst);
    await burst.click();
    await seen(part(page, 'Recent changes').getByRole('link', { name: 'worker-13', exact: true }));
    expect(await desk.barriers(page)).toEqual([]);
  });

  it('leave out jobs until they are chosen, among several groups at once', async () => {
    const page = await desk.at('/events');
    const events = part(page, 'Events');
    await seen(events.getByText(/20 workers were drained/));
    expect(await events.getByText('was assigned job job-1').count()).toBe(0);
    await page.getByRole('button', { name: 'Jobs', exact: true }).click();
    await seen(events.getByText('was assigned job job-1'));
    await page.getByRole('button', { name: 'Orders', exact: true }).click();
    await page.waitForURL(/groups=health,operations,registration,guard,alerts,jobs,access/);
    await gone(events.getByText(/20 workers were drained/));
    await seen(events.getByText('was assigned job job-1'));
    const one = await desk.at('/workers/worker-0');
    await seen(part(one, 'Events').getByText('Was drained: CHG-77'));
    expect(await part(one, 'Events').getByText('Was assigned job job-1').count()).toBe(0);
  });

  it('are filtered by worker, actor and time, and saved with these filters', async () => {
    const page = await desk.at('/events?range=1h&workerId=worker-3&actor=operator');
    await seen(part(page, 'Events').getByText('was drained: CHG-77'));
    expect(await page.locator('.event').count()).toBe(1);
    expect(await desk.barriers(page)).toEqual([]);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('events.csv');
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[1]).toMatch(/^20.*Z,order-given,worker-3,.*,operator,.*was drained: CHG-77,"\{/);
    expect(lines).toHaveLength(2);
    await page.getByRole('combobox', { name: 'Time' }).selectOption('From … until …');
    await page.getByLabel('Until').fill('2020-01-01T00:00');
    await page.getByLabel('From').fill('2019-01-01T00:00');
    await seen(page.getByText('No events'));
  });

  it('are saved without formulas that a spreadsheet would run', () => {
    const event = {
      seq: '1',
      at: '2026-01-31T12:00:00Z',
      type: 'failed',
      id: null,
      workerId: '=cmd|1',
      actor: 'a "b", c',
      subject: null,
      address: null,
      requestId: null,
      detail: {},
    };
    expect(csvOf([event]).split('\r\n')[1]).toBe(
      `2026-01-31T12:00:00Z,failed,'=cmd|1,,"a ""b"", c",,,,failed,{}`,
    );
  });
});
