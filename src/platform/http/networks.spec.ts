import { isInNetworks, networkFault } from './networks.js';

it.each([
  ['10.1.2.3', '10.1.0.0/16', true],
  ['10.2.2.3', '10.1.0.0/16', false],
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.4', '10.1.2.3', false],
  ['::ffff:10.1.2.3', '10.1.0.0/16', true],
  ['::ffff:a01:203', '10.1.0.0/16', true],
  ['10.1.2.3', '::ffff:10.1.0.0/112', true],
  ['10.2.2.3', '::ffff:10.1.0.0/112', false],
  ['2001:db8::7', '2001:db8::/32', true],
  ['2001:DB8:0:0::7', '2001:db8::7', true],
  ['2001:db9::7', '2001:db8::/32', false],
  ['fe80::1%eth0', 'fe80::/10', true],
  ['10.1.2.3', '::/0', false],
  ['::1', '0.0.0.0/0', false],
  ['10.1.2.3', '0.0.0.0/0', true],
  ['not an address', '0.0.0.0/0', false],
  ['', '::/0', false],
])('%s in %s: %p', (address, network, expected) => {
  expect(isInNetworks(address, [network])).toBe(expected);
  expect(isInNetworks(address, ['192.0.2.1', network])).toBe(expected);
  expect(isInNetworks(address, [])).toBe(false);
});

it.each(['10.0.0.0/8', '10.1.2.3', '0.0.0.0/0', '::/0', '2001:db8::/32', '::1', '::ffff:10.0.0.0/104'])(
  '%s is a network',
  (network) => expect(networkFault(network)).toBeUndefined(),
);

it.each([
  ['10.1.2.3/16', /use 10\.1\.0\.0\/16/],
  ['2001:db8::1/32', /use 2001:db8::\/32/],
  ['10.0.0.0/33', /must be a network/],
  ['::/129', /must be a network/],
  ['10.0.0.0/8/8', /must be a network/],
  ['10.0.0.0/', /must be a network/],
  ['10.0.0.0/-1', /must be a network/],
  ['10.1', /must be a network/],
  ['010.0.0.1', /must be a network/],
  ['0x7f.1', /must be a network/],
  ['fe80::1%eth0', /must be a network/],
  ['example.org', /must be a network/],
  ['', /must be a network/],
])('%s is refused with what would be right', (text, message) => expect(networkFault(text)).toMatch(message));
