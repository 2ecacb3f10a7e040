import { fleet } from '../factories/registration.factory.js';
import { PageDesk, part, seen } from '../support/page-desk.js';

describe('The operations on the page', () => {
  let desk: PageDesk;
  beforeAll(async () => {
    desk = await PageDesk.open();
    await desk.server.api.post(
      '/register/batch',
      fleet(12, () => ({ zone: 'eu-1' })),
    );
  });
  afterAll(() => desk.close());

  it('show their progress, and are paused, resumed and cancelled', async () => {
    await desk.server.api.post('/worker-0/jobs', { jobId: 'job-1' });
    const { status } = await desk.server.api.post('/operations', {
      kind: 'drain',
      select: { zone: 'eu-1' },
      reason: 'CHG-77',
      maxUnavailable: 1,
    });
    expect(status).toBe(202);
    const page = await desk.at('/operations');
    const list = part(page, 'Latest operations');
    await seen(list.getByText('Drain of 12 workers'));
    await seen(list.getByText('CHG-77'));
    expect(await desk.barriers(page)).toEqual([]);
    const dialog = page.getByRole('dialog');
    await list.getByRole('button', { name: 'Pause', exact: true }).click();
    await dialog.getByRole('button', { name: 'Pause', exact: true }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await seen(list.getByText('Paused', { exact: true }));
    await list.getByRole('button', { name: 'Cancel', exact: true }).click();
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).last().click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await seen(list.getByText('Cancelled', { exact: true }));
    await seen(list.getByRole('button', { name: 'Resume: It is cancelled, not paused' }));
  });
});
