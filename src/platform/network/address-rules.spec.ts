import { fc, runs } from '../../../test/support/chances.js';
import { definitions } from '../config/settings.js';
import { judgeAddress, neverDialledAs, readAllowList } from './address-rules.js';

const byDefault = readAllowList(definitions.worker.reconnectAllow.fallback);
const everything = readAllowList(['0.0.0.0/0', '::/0']);

describe('An address', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['10.0.1.15', '10.0.1.15'],
    ['172.31.255.255', '172.31.255.255'],
    ['192.168.0.1', '192.168.0.1'],
    ['::1', '::1'],
    ['fd12:3456::1', 'fd12:3456::1'],
    ['::ffff:10.0.1.15', '10.0.1.15'],
    ['::ffff:7f00:1', '127.0.0.1'],
  ])('%s is allowed by default, and dialled as %s', (text, address) => {
    expect(judgeAddress(text, byDefault)).toEqual({ allowed: true, address });
  });

  it.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '2001:db8::1', '::ffff:8.8.8.8', '100.64.0.1'])(
    '%s is not allowed by default, and the reason names the range that would allow it',
    (text) => {
      const verdict = judgeAddress(text, byDefault);
      const plain = text.replace('::ffff:', '');
      expect(verdict).toMatchObject({
        allowed: false,
        reason: expect.stringContaining(
          `reconnect-allow; add ${plain}/${plain.includes(':') ? 128 : 32} to allow it`,
        ),
      });
      expect(judgeAddress(text, everything).allowed).toBe(true);
    },
  );

  it.each([
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fd00:ec2::254',
    'fd00:0ec2:0:0:0:0:0:254',
    'fd00:ec2::23',
    'fd20:ce::254',
    '100.100.100.200',
    '::ffff:100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '::ffff:0.0.0.0',
    '224.0.0.1',
    '239.255.255.255',
    'ff02::1',
    '255.255.255.255',
    '64:ff9b::a9fe:a9fe',
    '::169.254.169.254',
    '2002:a9fe:a9fe::1',
    '::ffff:0:a9fe:a9fe',
    '2001:0:a9fe:a9fe::1',
  ])('%s is never allowed, even by a list that contains everything', (text) => {
    expect(judgeAddress(text, everything)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('never dialled, whatever is allowed'),
    });
  });

  it('that is invalid is refused', () => {
    expect(judgeAddress('localhost', everything)).toMatchObject({ allowed: false });
  });

  it('is refused by an empty list', () => {
    expect(judgeAddress('127.0.0.1', readAllowList([]))).toMatchObject({ allowed: false });
  });

  it('is never dialled as a host if, and only if, no list can allow it', () => {
    const first = fc.oneof(
      fc.constantFrom(
        '10.0',
        '10.255',
        '169.254',
        '172.15',
        '172.16',
        '172.31',
        '172.32',
        '192.167',
        '192.168',
      ),
      fc.tuple(fc.nat(255), fc.nat(255)).map((pair) => pair.join('.')),
    );
    const address = fc.tuple(first, fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(address, (text) => {
        expect(neverDialledAs(text) === undefined).toBe(judgeAddress(text, everything).allowed);
      }),
      runs(500),
    );
  });
});
