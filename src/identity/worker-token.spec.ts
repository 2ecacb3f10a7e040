import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createSigner } from 'fast-jwt';
import { kidOf, TokenKey } from './worker-token.js';

const secret = randomBytes(32);
const key = new TokenKey('k1', secret);
const iat = 1_700_000_000;
const claims = {
  sub: '01a200c3-f0a3-7030-b99a-63c4ea90ea30',
  wid: 'worker-001',
  inc: 3,
  iat,
  exp: iat + 3600,
};
const full = { ...claims, iss: 'worker-registration' };

describe('A token', () => {
  it('is read by the key that signed it, whether or not it has expired', () => {
    expect(key.readToken(key.signClaims(claims))).toMatchObject(claims);
  });

  it('names the key that signed it', () => {
    expect(kidOf(key.signClaims(claims))).toBe('k1');
    expect(['', '.', 'a.b.c', `${Buffer.from('null').toString('base64url')}.b.c`].map(kidOf)).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });

  it.each([
    ['by another key', () => new TokenKey('k1', randomBytes(32)).signClaims(claims)],
    ['with no algorithm', () => createSigner({ algorithm: 'none', kid: 'k1' })(full)],
    ['with HS384', () => createSigner({ key: secret, algorithm: 'HS384', kid: 'k1' })(full)],
    [
      'with RS256',
      () => {
        const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
        return createSigner({ key: pem, algorithm: 'RS256', kid: 'k1' })(full);
      },
    ],
    ['by another issuer', () => signed({ ...full, iss: 'another' })],
    ['by no issuer', () => signed(claims)],
    ['without sub', () => signed({ ...full, sub: undefined })],
    ['without wid', () => signed({ ...full, wid: undefined })],
    ['without inc', () => signed({ ...full, inc: undefined })],
    ['without exp', () => signed({ ...full, exp: undefined })],
    ['for no id', () => signed({ ...full, sub: 'worker-001' })],
    ['for an incarnation of the wrong type', () => signed({ ...full, inc: '3' })],
  ])('is refused when it is made %s', (_how, make) => {
    expect(key.readToken(make())).toBeUndefined();
  });

  it('is refused when any of its parts was changed', () => {
    const [header, payload, signature] = key.signClaims(claims).split('.') as [string, string, string];
    const other = Buffer.from(JSON.stringify({ ...full, inc: 4 })).toString('base64url');
    const none = Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url');
    for (const parts of [
      [header, other, signature],
      [none, payload, ''],
      [none, payload, signature],
      [header, payload, ''],
      [header, payload],
      [header, payload, signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))],
    ])
      expect(key.readToken(parts.join('.'))).toBeUndefined();
  });
});

const signed = (payload: object): string =>
  createSigner<object>({ key: secret, algorithm: 'HS256', kid: 'k1' })(payload);
