import { randomBytes } from 'node:crypto';
import { seal, unseal } from './sealing.js';

describe('A sealed secret', () => {
  const secret = randomBytes(32);

  it('is decrypted with its master key and key id, and differs each time', async () => {
    const [one, two] = [await seal(secret, 'k1', 'a master key'), await seal(secret, 'k1', 'a master key')];
    expect(one.equals(two)).toBe(false);
    expect(await unseal(one, 'k1', 'a master key')).toEqual(secret);
  });

  it('is not decrypted with another master key, another key id, or changed or missing bytes', async () => {
    const sealed = await seal(secret, 'k1', 'a master key');
    const changed = Buffer.from(sealed);
    changed[30]! ^= 1;
    expect(await unseal(sealed, 'k1', 'another key')).toBeUndefined();
    expect(await unseal(sealed, 'k2', 'a master key')).toBeUndefined();
    expect(await unseal(changed, 'k1', 'a master key')).toBeUndefined();
    expect(await unseal(sealed.subarray(0, 20), 'k1', 'a master key')).toBeUndefined();
  });
});
