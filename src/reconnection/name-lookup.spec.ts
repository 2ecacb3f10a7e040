import { NameLookup } from './name-lookup.js';

describe('The look-up of a name', () => {
  const names = new NameLookup();
  const open = () => new AbortController().signal;

  it.each(['127.0.0.1', '::1', 'fe80::1%eth0'])('gives the address %s as it is', async (address) => {
    expect(await names.addressesOf(address, 'quick', open())).toEqual([address]);
  });

  it('gives the addresses of a name as the machine knows them', async () => {
    const found = await names.addressesOf('localhost', 'quick', open());
    expect(found.length).toBeGreaterThan(0);
    expect(['127.0.0.1', '::1']).toEqual(expect.arrayContaining(found));
  });

  it('waits no longer than it is told, and goes on with the next one', async () => {
    const late = new AbortController();
    const first = names.addressesOf('localhost', 'slow', open());
    const given = names.addressesOf('localhost', 'slow', late.signal);
    const next = names.addressesOf('localhost', 'slow', open());
    late.abort(new Error('too late'));
    await expect(given).rejects.toMatchObject({ message: 'too late' });
    expect(await next).toEqual(await first);
  });
});
