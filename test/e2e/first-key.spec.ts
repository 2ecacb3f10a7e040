import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registration } from '../factories/registration.factory.js';
import { createTestDatabase } from '../support/database.js';
import { Product } from '../support/product.js';

it('the first start in the token mode shows an admin key once, with which a fleet is let in', async () => {
  const [database, folder] = [await createTestDatabase(), await mkdtemp(join(tmpdir(), 'product-key-'))];
  const env = { DATABASE_URL: database.url, AUTH_MODE: 'token' };
  const starts = [Product.start(folder, env), Product.start(folder, env)];
  try {
    const api = await starts[0]!.api();
    await starts[1]!.ready();
    const shown = starts.flatMap(({ output }) => [...output.matchAll(/wrk_[0-9a-f]{16}_[0-9a-f]{64}/g)]);
    expect(shown).toHaveLength(1);
    const admin = api.with({ authorization: `Bearer ${shown[0]![0]}` });
    const { body } = await admin.post<{ joinToken: string }>('/access/join-tokens', { name: 'fleet' });
    const joining = api.with({ authorization: `Bearer ${body.joinToken}` });
    expect((await joining.post('/register', registration())).status).toBe(201);
    expect((await api.post('/register', registration())).status).toBe(401);
    starts.push(Product.start(folder, env));
    await starts[2]!.ready();
    expect(starts[2]!.output).not.toMatch(/wrk_[0-9a-f]{16}_/);
  } finally {
    await Promise.all(starts.map((each) => each.stop()));
    await database.drop();
    await rm(folder, { recursive: true });
  }
});
