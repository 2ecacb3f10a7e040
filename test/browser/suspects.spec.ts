import { fleet } from '../factories/registration.factory.js';
import { PageDesk, part, seen } from '../support/page-desk.js';

/** A folder for pictures of what the tests see. */
const { SHOTS } = process.env;

describe('The dashboard of a fleet with suspects', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open();
    await desk.server.api.post(
      '/register/batch',
      fleet(12, () => ({ bootId: 'boot-1', zone: 'eu-1' })),
    );
    await desk.watch.late(14, 'worker-3');
    await desk.watch.sweep();
  });
  afterAll(() => desk.close());

  it('shows suspects in the overview, the list and the view of a worker', async () => {
    const page = await desk.at();
    const shot = async (name: string) =>
      SHOTS === undefined ? undefined : page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
    const link = part(page, 'Workers').getByRole('link', { name: '1 suspect' });
    await seen(link);
    expect(await desk.barriers(page)).toEqual([]);
    await shot('suspect-overview');

    await link.click();
    const row = page.getByRole('row', {
      name: /worker-3.*Healthy, suspect.*Late by [\d.]+ s, usually within 10 s/,
    });
    await seen(row);
    await seen(page.locator('[aria-rowcount="2"]'));
    await seen(page.getByRole('button', { name: 'Suspect', pressed: true }));
    expect(await desk.barriers(page)).toEqual([]);
    await shot('suspect-list');

    await row.getByRole('link').click();
    await seen(page.locator('.worker-head').getByText('Healthy, suspect'));
    await seen(part(page, 'Live state').getByText(/^Late by [\d.]+ s, usually within 10 s$/));
    await shot('suspect-worker');
  });
});
