import { normaliseRegistration } from './normalise-registration.js';

const normal = (body: unknown, identity: 'worker-id' | 'host-name' | 'host-address' = 'worker-id') =>
  normaliseRegistration(body, identity).body as Record<string, unknown>;

describe('The normal form of a registration', () => {
  it.each([
    ['10.0.1.15:9090', { hostAddress: '10.0.1.15', port: 9090 }],
    ['node1:9090', { hostAddress: 'node1', port: 9090 }],
    ['[::1]:9090', { hostAddress: '::1', port: 9090 }],
    ['[::1]', { hostAddress: '::1' }],
    [' node1.example.org ', { hostAddress: 'node1.example.org' }],
    ['2001:db8::1', { hostAddress: '2001:db8::1' }],
    ['node1:http', { hostAddress: 'node1:http' }],
    ['host.example.com.', { hostAddress: 'host.example.com' }],
    ['host.example.com.:9090', { hostAddress: 'host.example.com', port: 9090 }],
    ['NODE1.Example.org', { hostAddress: 'node1.example.org' }],
    ['fe80::1%eth0', { hostAddress: 'fe80::1%eth0' }],
    ['fe80::1%25eth0', { hostAddress: 'fe80::1%eth0' }],
    ['[fe80::1%25eth0]:9090', { hostAddress: 'fe80::1%eth0', port: 9090 }],
    ['', { hostAddress: undefined }],
  ])('splits hostAddress %j', (hostAddress, expected) => {
    const { hostAddress: host, port } = normal({ hostAddress });
    expect({ hostAddress: host, port }).toEqual(expected);
  });

  it.each([
    ['the given port', { port: 1, hostAddress: 'a:2', hostName: 'b:3' }, 1],
    ['the port of the address', { port: null, hostAddress: 'a:2', hostName: 'b:3' }, 2],
    ['the port of the name', { hostAddress: 'a', hostName: 'b:3' }, 3],
  ])('prefers %s', (_which, body, port) => {
    expect(normal(body)).toHaveProperty('port', port);
  });

  it.each([
    ['a, b ,,a', ['a', 'b']],
    [
      [' a ', 'b', 'a', ''],
      ['a', 'b'],
    ],
    ['', []],
    [
      ['a,b', 'c', ' b '],
      ['a', 'b', 'c'],
    ],
    ['["a", "b,c"]', ['a', 'b', 'c']],
    ['[a', ['[a']],
    [
      [1, true, 1.5, null],
      ['1', 'true', '1.5'],
    ],
    [[{}], [{}]],
    [5, 5],
  ])('reads the tags %j', (tags, expected) => {
    expect(normal({ tags })['tags']).toEqual(expected);
  });

  it.each([
    ['text', 1],
    ['elements', 20],
  ])('leaves tags that are too long as %s for the rule to refuse', (_, count) => {
    const tags = Array.from({ length: count }, () => 'a,'.repeat(9000 / count));
    expect(normal({ tags })['tags']).toEqual(tags);
  });

  it.each([
    ['{"java": true}', { java: true }],
    [{ java: true }, { java: true }],
    [' ', undefined],
    ['{"java"', '{"java"'],
    ['[1]', [1]],
  ])('reads the capabilities %j', (capabilities, expected) => {
    expect(normal({ capabilities })['capabilities']).toEqual(expected);
  });

  it('trims texts and treats blank ones as omitted', () => {
    const { name, zone, version, hostName } = normal({
      name: ' A b ',
      zone: ' ',
      version: '',
      hostName: ' ',
    });
    expect({ name, zone, version, hostName }).toEqual({ name: 'A b' });
  });

  it.each([
    ['worker-id', { workerId: 'w', hostName: 'n' }, 'w'],
    ['host-name', { workerId: 'w', hostName: 'n:80' }, 'n'],
    ['host-name', { workerId: 'w' }, 'w'],
    ['host-address', { hostAddress: '10.0.0.1' }, '10.0.0.1'],
    ['host-address', { hostAddress: '10.0.0.1:80' }, '10.0.0.1:80'],
    ['host-address', { hostAddress: '10.0.0.1', port: 80 }, '10.0.0.1:80'],
    ['host-address', { hostAddress: '::1', port: 80 }, '0:0:0:0:0:0:0:1:80'],
    ['host-address', { hostAddress: '0:0::1', port: 80 }, '0:0:0:0:0:0:0:1:80'],
    ['host-address', { workerId: 'w', hostName: 'n' }, 'w'],
    ['host-name', { hostName: 'NODE1.Example.org.' }, 'node1.example.org'],
    ['host-address', { hostAddress: 'LocalHost:9090' }, 'localhost:9090'],
    ['host-address', { hostAddress: '10.0.0.1', port: '80' }, '10.0.0.1:80'],
    ['host-address', { hostAddress: '::ffff:10.0.0.1' }, '10.0.0.1'],
    ['host-address', { hostAddress: '[FE80::1%25eth0]:80' }, 'fe80:0:0:0:0:0:0:1@eth0:80'],
  ] as const)('with identity %s turns %j into the workerId %s', (identity, body, workerId) => {
    expect(normal(body, identity)['workerId']).toBe(workerId);
  });

  it.each([null, undefined, 5, 'text', [1]])('leaves %j unchanged for the rules to refuse', (body) => {
    expect(normaliseRegistration(body, 'worker-id').body).toEqual(body);
  });

  it.each(['fe80::1%eth0', '::ffff:10.0.0.1', '1::%25', '[::1', '[]:80', ':', '%'])(
    'accepts the address %j without an exception',
    (hostAddress) => {
      expect(() => normal({ hostAddress }, 'host-address')).not.toThrow();
    },
  );

  it.each([
    [{ hostAddress: 'a:1', port: 1 }, []],
    [{ hostAddress: 'a:1', port: 2 }, ['hostAddress names port 1; port wins with 2']],
    [{ hostAddress: 'a:1', hostName: 'b:2' }, ['hostName names port 2; hostAddress wins with 1']],
    [{ hostName: 'a b' }, []],
    [{ hostName: 'a b', hostAddress: 'a', port: 1 }, []],
    [
      { hostName: 'a b', port: '1' },
      [
        'The worker cannot be dialled: hostName must be a DNS name or an IP address, such as node1.example.org or 10.0.1.15, not "a b"',
      ],
    ],
    [{ hostName: '482913047561', port: 1 }, []],
  ])('of %j has the warning %j', (body, warnings) => {
    expect(normaliseRegistration(body, 'worker-id').warnings).toEqual(warnings);
  });
});
