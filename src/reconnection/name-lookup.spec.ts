import { NameLookup } from './name-lookup.js';

describe('A name lookup', () => {
  const names = new NameLookup();
  const open = () => new AbortController().signal;

  it.each(['127.0.0.1', '::1', 'fe80::1%eth0'])('returns the address %s as it is', async (address) => {
    expect(await names.addressesOf(address, 'quick', open())).toEqual([address]);
  });

  it('returns the addresses of a name as the machine resolves it', async () => {
    const found = await names.addressesOf('localhost', 'quick', open());
    expect(found.length).toBeGreaterThan(0);
    expect(['127.0.0.1', '::1']).toEqual(expect.arrayContaining(found));
  });

  it('waits no longer than its limit, and continues with the next name', async () => {
    const late = new AbortController();
    const first = names.addressesOf('localhost', 'slow', open());
    const given = names.addressesOf('localhost', 'slow', late.signal);
    const next = names.addressesOf('localhost', 'slow', open());
    late.abort(new Error('too late'));
    await expect(given).rejects.toMatchObject({ message: 'too late' });
    expect(await next).toEqual(await first);
  });
});
