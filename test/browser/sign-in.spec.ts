import { ApiKeysService } from '../../src/identity/access/api-keys.service.js';
import { registration } from '../factories/registration.factory.js';
import { gone, PageDesk, seen } from '../support/page-desk.js';

describe('In token mode', () => {
  let desk: PageDesk;
  const keyOf = (name: string, role: string) =>
    desk.server.app.get(ApiKeysService).makeApiKey({ name, roles: [role] });
  beforeAll(async () => {
    desk = await PageDesk.open({ 'auth.mode': 'token' });
    const { key } = await keyOf('chief', 'admin');
    await desk.server.api
      .with({ authorization: `Bearer ${key}` })
      .post('/register', registration({ workerId: 'known' }));
  });
  afterEach(() => desk.closePages());
  afterAll(() => desk.close());

  const signedIn = async (key: string) => {
    const page = await desk.at('/workers/known');
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await seen(page.getByRole('heading', { name: 'known' }));
    return page;
  };

  it('the dashboard asks for a key, explains faults of it, and has no accessibility fault there', async () => {
    const page = await desk.at();
    expect(await desk.barriers(page)).toEqual([]);
    await page.getByLabel('API key').fill('wrk_nonsense');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await seen(page.getByRole('alert').getByText('Not an API key'));
  });

  it('only an operator is offered actions, a viewer is not', async () => {
    const page = await signedIn((await keyOf('reader', 'viewer')).key);
    await seen(page.getByText('key:reader'));
    expect(await page.getByRole('button', { name: 'Drain' }).count()).toBe(0);
    const other = await signedIn((await keyOf('ops', 'operator')).key);
    await other.getByRole('button', { name: 'Drain' }).click();
    await other.getByRole('dialog').getByRole('button', { name: 'Drain' }).click();
    await seen(other.getByText('Worker is draining'));
    await seen(page.getByText('by key:ops'));
  });

  it('a session ends by signing out, or with its key', async () => {
    const { key, id } = await keyOf('leaver', 'viewer');
    const page = await signedIn(key);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await seen(page.getByLabel('API key'));
    await page.reload();
    await seen(page.getByLabel('API key'));
    const again = await signedIn(key);
    await desk.server.app.get(ApiKeysService).revokeApiKey(id);
    await seen(again.getByLabel('API key'));
    await gone(again.getByRole('heading', { name: 'known' }));
  });
});
