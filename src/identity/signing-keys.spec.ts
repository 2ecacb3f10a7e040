import { SigningKeys } from './signing-keys.js';
import type { SigningKeyStore, StoredKey } from './store/signing-key.store.js';

describe('Tokens with unknown key ids', () => {
  it('cause one query per five seconds', async () => {
    let [timer, readings] = [0, 0];
    const stored: StoredKey[] = [];
    const store = {
      readKeys: async () => {
        readings += 1;
        return { keys: stored.map((key) => ({ ...key, createdAt: 0 })), now: 1000 };
      },
      makeKey: async (key: StoredKey) => stored.push(key) === 1,
    };
    const keys = await SigningKeys.loadKeys(store as unknown as SigningKeyStore, undefined, () => timer);
    const look = async (count: number) => {
      const before = readings;
      await Promise.all(Array.from({ length: count }, (_, n) => keys.findKey(`made-up-${n}`)));
      for (let n = 0; n < count; n += 1) expect(await keys.findKey(`one-more-${n}`)).toBeUndefined();
      return readings - before;
    };
    expect(await look(500)).toBe(1);
    timer = 4999;
    expect(await look(500)).toBe(0);
    timer = 5000;
    expect(await look(500)).toBe(1);
    expect(await keys.findKey(stored[0]!.kid)).toBeDefined();
    await keys.onModuleDestroy();
  });
});
