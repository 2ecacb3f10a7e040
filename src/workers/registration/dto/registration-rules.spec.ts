import { capabilitiesRule } from '../../../fleet/dto/capabilities.js';
import { canonicalHost, dialFault, host, machineName } from './host.js';
import { valuesOf } from '../../../platform/validation/query-rules.js';
import { reconnectPolicyRule } from './reconnect-policy.dto.js';
import { notThis } from '../../../platform/validation/shown.js';

describe('The rule for a host', () => {
  const rule = host('Host name');

  it.each([
    'localhost',
    'node1',
    'node_1.example.org',
    'xn--bcher-kva.example',
    '10.0.1.15',
    '::1',
    'fe80::1%eth0',
  ])('accepts %s', (value) => {
    expect(rule.check(value)).toBeUndefined();
  });

  it.each([
    'a b',
    '-node',
    'node1:http',
    '10.0.1',
    '10.0.1.256',
    'a..b',
    'a'.repeat(254),
    'a\u0000',
    '[::1]',
  ])('refuses %j', (value) => {
    expect(rule.check(value)).toBe(
      `Host name must be a DNS name or an IP address, such as node1.example.org or 10.0.1.15${notThis(value)}`,
    );
  });
});

describe('The rule for the name of a machine', () => {
  const rule = machineName('Host name');

  it.each([
    '482913047561',
    'my-very-long-deployment-name-for-data-processing-workers-production-7d9f8b6c5d-x2x4z',
    '🍌',
    'primary_8_6',
    'John’s MacBook Pro',
    '0x1f',
    '-',
    'x'.repeat(255),
  ])('accepts %s', (value) => {
    expect(rule.check(value)).toBeUndefined();
  });

  it.each(['a\u0000', 'a\nb', '\u001b[31mred', 'a\u202eb', '\ud800', ''])('refuses %j', (value) => {
    expect(rule.check(value)).toMatch(/^Host name must consist of printable characters, not "/);
  });

  it('refuses more than 255 characters', () => {
    expect(rule.check('x'.repeat(256))).toBe('Host name must be at most 255 characters, not 256');
  });
});

describe('An address that cannot be dialled', () => {
  const ADDRESS = 'Host must be a DNS name or an IP address, such as node1.example.org or 10.0.1.15';
  it.each([
    ['http://10.0.0.1:9090', expect.stringContaining('without a scheme and path: 10.0.0.1:9090')],
    ['10.0.0.1, 10.0.0.2', expect.stringContaining('must be one address')],
    ['10.0.0.300', `${ADDRESS}, not "10.0.0.300"`],
    ['10', `${ADDRESS}, not "10"`],
    ['482913047561', undefined],
    ['a b', `${ADDRESS}, not "a b"`],
  ])('%s is explained: %s', (value, fault) => {
    expect(dialFault('Host', value)).toEqual(fault);
  });
});

describe('The canonical form of a host', () => {
  it.each([
    ['NODE1', 'node1'],
    ['::FFFF:10.0.0.1', '10.0.0.1'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['FE80::1%ETH0', 'fe80:0:0:0:0:0:0:1%eth0'],
    ['🍌', '🍌'],
    ['', ''],
  ])('of %s is %s', (given, form) => {
    expect(canonicalHost(given)).toBe(form);
  });
});

describe('The rule for capabilities', () => {
  const nested = (levels: number): unknown => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

  it.each([[{}], [{ java: [17, 21], gpu: { memory: 1.5 } }], [{ text: 'x'.repeat(16_000) }], [nested(20)]])(
    'accepts an object',
    (value) => {
      expect(capabilitiesRule.check(value)).toBeUndefined();
    },
  );

  const noObject = 'Capabilities must be a JSON object, or text that holds one, such as {"java": true}';
  const unstorable = 'Capabilities must not contain NUL characters or broken Unicode';
  it.each([
    ['an array', [1], `${noObject}, not a list`],
    ['text that holds none', '{"java"', String.raw`${noObject}, not "{\"java\""`],
    ['a number', 5, `${noObject}, not 5`],
    [
      'more than 16 KiB',
      { text: 'x'.repeat(16_384) },
      'Capabilities must be at most 16 KiB of JSON, not 17 KiB',
    ],
    [
      'more than 16 KiB of UTF-8',
      { text: 'ä'.repeat(8200) },
      'Capabilities must be at most 16 KiB of JSON, not 17 KiB',
    ],
    ['more than 20 levels', nested(21), 'Capabilities must be nested at most 20 levels deep'],
    ['a hundred thousand levels', nested(100_000), 'Capabilities must be nested at most 20 levels deep'],
    ['NUL in a key', { 'a\u0000': 1 }, unstorable],
    ['NUL in a value', { a: [{ b: '\u0000' }] }, unstorable],
    ['a lone surrogate', { a: '\udfff' }, unstorable],
    [
      'a number beyond all bounds',
      JSON.parse('{"a":1e400}'),
      'Capabilities must not contain numbers that a 64-bit float cannot hold',
    ],
  ])('refuses %s', (_what, value, message) => {
    expect(capabilitiesRule.check(value)).toBe(message);
  });
});

describe('The rule for a reconnection policy', () => {
  it.each([
    [{}, undefined],
    [{ enabled: false, intervalSeconds: 1, maxBackoffSeconds: 86_400 }, undefined],
    ['often', 'Reconnect must be a JSON object, not "often"'],
    [[], 'Reconnect must be a JSON object, not a list'],
    [{ enabled: 'no' }, 'Reconnect enabled must be true or false, not "no"'],
    [
      { intervalSeconds: 0, maxBackoffSeconds: 1.5 },
      'Reconnect intervalSeconds must be between 1 and 86400, not 0; Reconnect maxBackoffSeconds must be a whole number, not 1.5',
    ],
    [{ intervalSecond: 5 }, undefined],
  ])('refuses %j: %s', (value, message) => {
    expect(reconnectPolicyRule.check(value)).toBe(message);
  });
});

describe('The values of a query parameter', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['ACTIVE, IDLE,', ['ACTIVE', 'IDLE']],
    [
      ['a,b', ' c '],
      ['a', 'b', 'c'],
    ],
  ])('of %j are %j', (given, values) => {
    expect(valuesOf(given)).toEqual(values);
  });
});
