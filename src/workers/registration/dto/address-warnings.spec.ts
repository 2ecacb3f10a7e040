import { addressWarnings, hostAdvice } from './address-warnings.js';

const warned = (hostAddress: string | null, hostName: string | null = null) =>
  addressWarnings({ hostAddress, hostName });

describe('An address that is never dialled', () => {
  it.each([
    ['0.0.0.0', 'is an address on which programs listen, but which cannot be dialled; register the address'],
    ['::', 'register the address of this machine'],
    ['169.254.0.2', 'a link-local address'],
    ['169.254.169.254', 'a link-local address'],
    ['fe80::1%eth0', 'a link-local address'],
    ['fd00:ec2::254', 'cloud metadata'],
    ['224.0.0.1', 'a multicast address'],
    ['::ffff:169.254.169.254', 'a link-local address'],
    ['0xa9fea9fe', 'a link-local address'],
    ['2852039166', 'a link-local address'],
    ['169.254.43518', 'a link-local address'],
    ['metadata.google.internal', 'a name of cloud metadata'],
    ['Metadata.Google.Internal.', 'a name of cloud metadata'],
    ['instance-data', 'a name of cloud metadata'],
  ])('%s causes a warning with a remedy', (address, sentence) => {
    expect(warned(address)).toEqual([expect.stringContaining(sentence)]);
    expect(warned(null, address)).toEqual([expect.stringMatching(/^hostName /)]);
  });

  it.each([
    '10.0.1.15',
    '127.0.0.1',
    '127.1',
    'node1.example.org',
    'metadata.example.org',
    'fd12::1',
    '8.8.8.8',
  ])('%s causes none', (address) => {
    expect(warned(address)).toEqual([]);
  });
});

describe('An invalid host', () => {
  it.each([
    [
      'http://10.0.0.1:9090/x',
      'Host address must be without a scheme and path: 10.0.0.1:9090 instead of http://10.0.0.1:9090/x',
    ],
    [
      '10.0.0.1, 10.0.0.2',
      'Host address must be one address; got several in one text. Register the one at which others reach the worker',
    ],
    ['a b', undefined],
  ])('%s is refused, with a remedy if there is one', (text, advice) => {
    expect(hostAdvice('Host address', text)).toBe(advice);
  });
});
