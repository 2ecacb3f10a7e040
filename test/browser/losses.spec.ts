import { fleet } from '../factories/registration.factory.js';
import { PageDesk, part, seen } from '../support/page-desk.js';

/** A folder for pictures of what the tests see. */
const { SHOTS } = process.env;

describe('The dashboard of a fleet with losses', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open({ 'jobscheduler.worker.guard-enabled': false });
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  const shot = async (page: Awaited<ReturnType<PageDesk['at']>>, name: string) =>
    SHOTS === undefined ? undefined : page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });

  it('shows the next step in an empty registry', async () => {
    const page = await desk.at();
    await seen(page.getByText('Empty', { exact: true }));
    await seen(part(page, 'Overall state').getByText(/^curl http:.*\/register -H/));
    expect(await desk.barriers(page)).toEqual([]);
    await shot(page, 'empty');
  });

  it('shows that workers are lost, since when and why, and acknowledges and restores them', async () => {
    await desk.server.api.post(
      '/register/batch',
      fleet(12, (index) => ({ bootId: 'boot-1', zone: `eu-${index % 2}` })),
    );
    await desk.watch.lose(['worker-1', 'worker-3', 'worker-5']);
    const page = await desk.at();
    await seen(page.getByText('Degraded', { exact: true }));
    await seen(
      page.getByText(
        /^3 workers were lost since .* and have not been acknowledged: restore, delete or acknowledge them$/,
      ),
    );
    await seen(part(page, 'Losses').getByText('3 workers lost'));
    await seen(part(page, 'Zones').getByRole('row', { name: /^eu-1 none 3 0 0 0 3 3$/ }));
    expect(await desk.barriers(page)).toEqual([]);
    await shot(page, 'lost-overview');

    await part(page, 'Losses').getByRole('link', { name: 'Show them' }).click();
    const row = page.getByRole('row', {
      name: /worker-1.*Inactive.*Lost.*FAILED for 60 minutes: No heartbeat/,
    });
    await seen(row);
    await seen(page.locator('[aria-rowcount="4"]'));
    await shot(page, 'lost-list');

    await row.getByRole('link').click();
    await seen(page.locator('.worker-head').getByText('Lost'));
    await seen(page.getByText(/^Lost: FAILED for 60 minutes: No heartbeat.*not acknowledged$/));
    expect(await desk.barriers(page)).toEqual([]);
    await shot(page, 'lost-worker');
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('Replaced');
    await dialog.getByRole('button', { name: 'Acknowledge' }).click();
    await seen(dialog.getByText('The loss of the worker is acknowledged'));
    await dialog.getByRole('button', { name: 'Close' }).click();
    await seen(page.getByText(/acknowledged by operator .*: Replaced$/));

    await page.getByRole('button', { name: 'Restore' }).click();
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await seen(dialog.getByText('The worker is expected again'));
    await dialog.getByRole('button', { name: 'Close' }).click();
    await seen(page.locator('.worker-head').getByText('Expected'));
  });

  it('acknowledges all losses at once, only with a reason', async () => {
    const page = await desk.at();
    await part(page, 'Losses').getByRole('button', { name: 'Acknowledge all' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Acknowledge' }).click();
    await seen(dialog.getByText(/need no further attention/));
    await dialog.getByLabel('Reason').fill('The rack was dismantled');
    await shot(page, 'lost-dialog');
    await dialog.getByRole('button', { name: 'Acknowledge' }).click();
    await seen(dialog.getByText('The loss of 2 workers is acknowledged'));
    await dialog.getByRole('button', { name: 'Close' }).click();
    await seen(page.getByText('Healthy', { exact: true }));
  });
});
