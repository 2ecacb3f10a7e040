import { Logger } from '@nestjs/common';
import {
  base64url,
  generateKeyPair,
  importJWK,
  exportSPKI,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
} from 'jose';
import { TestIssuer } from '../../../test/support/oidc-issuer.js';
import { loadSettings } from '../../platform/config/load-settings.js';
import { OidcVerifier } from './oidc-verifier.js';

describe('A token of the issuer', () => {
  let issuer: TestIssuer;
  let verifier: OidcVerifier;
  /** Offset of jose's time, which looks at the clock of the process before it fetches keys again. */
  let later = 0;
  let timer = 0;
  const lines: string[] = [];
  const { now } = Date;
  beforeAll(() => {
    jest.spyOn(Date, 'now').mockImplementation(() => now() + later);
    const note = (line: string) => lines.push(line);
    Logger.overrideLogger({ log: note, error: note, warn: note });
  });
  beforeEach(async () => {
    issuer = await TestIssuer.start();
    verifier = verifierWith({});
  });
  afterEach(async () => {
    await issuer.stop();
    lines.length = 0;
    later = timer = 0;
  });
  afterAll(() => jest.restoreAllMocks());

  const verifierWith = (settings: object) => {
    const overrides = { 'auth.oidc.issuer': issuer.url, 'auth.oidc.audience': 'workers', ...settings };
    return new OidcVerifier(loadSettings({ overrides }).oidc, { now }, () => timer);
  };
  const soon = (seconds: number) => Math.floor(now() / 1000) + seconds;

  it('identifies the account and its roles; the keys are fetched once, with the first token', async () => {
    expect(issuer.asked).toEqual([]);
    const token = await issuer.sign({ preferred_username: 'alice', roles: ['viewer', 'boss', 'operator'] });
    expect(verifier.isFromIssuer(token)).toBe(true);
    expect(await verifier.verifyToken(token)).toEqual({
      subject: `${issuer.url}#u-1`,
      name: 'alice (u-1)',
      roles: ['viewer', 'operator'],
    });
    const [bare, other] = await Promise.all([
      issuer.sign(),
      issuer.sign({ aud: ['x', 'workers'], roles: 'admin' }),
    ]);
    expect(await verifier.verifyToken(bare)).toEqual({
      subject: `${issuer.url}#u-1`,
      name: 'u-1',
      roles: [],
    });
    expect(await verifier.verifyToken(other)).toMatchObject({ roles: ['admin'] });
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it.each(['RS256', 'PS384', 'ES512', 'EdDSA'])('may be signed with %s', async (alg) => {
    await issuer.rotate(alg);
    expect(await verifier.verifyToken(await issuer.sign())).toMatchObject({ name: 'u-1' });
  });

  it.each<[string, string, () => string | Promise<string>]>([
    ['for another audience', 'audience', () => issuer.sign({ aud: 'payroll' })],
    ['of another issuer', 'issuer', () => issuer.sign({ iss: 'https://issuer.example.org' })],
    ['without its issuer', 'issuer', () => issuer.sign({ iss: undefined })],
    ['without a subject', 'sub', () => issuer.sign({ sub: undefined })],
    ['for a number', 'sub', () => issuer.sign({ sub: 7 })],
    ['for an empty name', 'sub', () => issuer.sign({ sub: '' })],
    ['for blanks', 'sub', () => issuer.sign({ sub: '  ' })],
    ['for a name with NUL', 'sub', () => issuer.sign({ sub: 'u-1\0' })],
    ['for a name that shows another', 'sub', () => issuer.sign({ sub: '\u202eu-1' })],
    ['for a name without end', 'sub', () => issuer.sign({ sub: 'u'.repeat(256) })],
    ['a logout token', 'logout+jwt', () => issuer.sign({}, {}, 'logout+jwt')],
    ['a logout token by its claims', 'logout token', () => issuer.sign({ events: {} })],
    ['an ID token by its type', 'ID token', () => issuer.sign({ typ: 'ID' })],
    ['an ID token by its use', 'ID token', () => issuer.sign({ token_use: 'id' })],
    ['an ID token by its claims', 'ID token', () => issuer.sign({ at_hash: 'x' })],
    ['a refresh token', 'refresh token', () => issuer.sign({ typ: 'Refresh' })],
    ['without an end', 'exp', () => issuer.sign({ exp: undefined })],
    ['before its time', 'nbf', () => issuer.sign({ nbf: soon(300) })],
    ['signed with another key', 'signature', async () => issuer.sign({}, await generateKeyPair('ES256'))],
    ['changed', 'signature', async () => withClaim(await issuer.sign(), { roles: ['admin'] })],
    ['signed with the public key', 'unsupported algorithm', () => signedWithPublicKey()],
    ['not signed', 'unsupported algorithm', () => unsigned()],
    ['no JWT', 'not a signed JWT', () => 'token'],
  ])('is refused with the reason if it is %s: %s', async (_what, word, token) => {
    await expect(verifier.verifyToken(await token())).rejects.toMatchObject({
      code: 'invalid_token',
      message: expect.stringContaining(word),
    });
  });

  it.each(['JWT', 'at+jwt', 'application/at+jwt', undefined])('may be of the type %s', async (typ) => {
    expect(await verifier.verifyToken(await issuer.sign({ typ: 'Bearer' }, {}, typ))).toMatchObject({
      name: 'u-1',
    });
  });

  it.each<[string, object, string]>([
    ['a verified address', { email: 'a@example.org', email_verified: true, name: 'A' }, 'a@example.org'],
    ['a chosen name, marked', { preferred_username: 'alice' }, 'alice (u-1)'],
    ['no unverified address', { email: 'ceo@corp', email_verified: false }, 'u-1'],
    ['no address that only says so', { email: 'ceo@corp', email_verified: 'true' }, 'u-1'],
    ['no address in another claim', { preferred_username: 'ceo@corp', name: 'Al' }, 'Al (u-1)'],
    ['no mark of another', { preferred_username: 'alice (u-2)' }, 'alice u-2 (u-1)'],
    ['no control characters', { name: '\u001b[31mA\0l\r\nice\u202e\u009b' }, '[31mAlice (u-1)'],
    ['no verified address that would show another', { email: 'a\u202e@b', email_verified: true }, 'u-1'],
    ['at most 200 characters', { name: 'x'.repeat(3000) }, `${'x'.repeat(194)} (u-1)`],
    ['no list', { name: ['A'], email: { length: 1 } }, 'u-1'],
  ])('names its account by %s', async (_, claims, name) => {
    expect((await verifier.verifyToken(await issuer.sign({ ...claims }))).name).toBe(name);
  });

  it('expires by the database clock', async () => {
    const token = await issuer.sign({ exp: soon(300) });
    const ahead = new OidcVerifier(
      loadSettings({ overrides: { 'auth.oidc.issuer': issuer.url, 'auth.oidc.audience': 'workers' } }).oidc,
      { now: () => now() + 331_000 },
    );
    await expect(ahead.verifyToken(token)).rejects.toMatchObject({ code: 'token_expired' });
    await expect(verifier.verifyToken(token)).resolves.toMatchObject({ name: 'u-1' });
  });

  it('is recognised only by the issuer that it names', async () => {
    expect(verifier.isFromIssuer(await issuer.sign({ iss: 'worker-registration' }))).toBe(false);
    expect(verifier.isFromIssuer('wr_key_x.y')).toBe(false);
    expect(new OidcVerifier(loadSettings().oidc, { now }).isFromIssuer(await issuer.sign())).toBe(false);
    expect(issuer.asked).toEqual([]);
  });

  it('may name a new key of the issuer; unknown ones cause up to two requests a minute', async () => {
    await verifier.verifyToken(await issuer.sign());
    await issuer.rotate();
    later = 31_000;
    expect(await verifier.verifyToken(await issuer.sign())).toMatchObject({ name: 'u-1' });
    const made = await Promise.all(
      Array.from({ length: 100 }, (_, n) => issuer.sign({}, { kid: `made-up-${n}` })),
    );
    const refused = made.map((token) =>
      expect(verifier.verifyToken(token)).rejects.toMatchObject({
        code: 'invalid_token',
        message: expect.stringContaining('none of the keys'),
      }),
    );
    await Promise.all(refused);
    expect(issuer.asked.filter((path) => path === '/keys')).toHaveLength(2);
  });

  it('is refused with 503 while the issuer is unavailable, which is asked again after a pause', async () => {
    const token = await issuer.sign();
    await issuer.stop();
    for (let times = 0; times < 3; times += 1)
      await expect(verifier.verifyToken(token)).rejects.toMatchObject({ code: 'issuer_unavailable' });
    timer = 5000;
    await expect(verifier.verifyToken(token)).rejects.toMatchObject({ code: 'issuer_unavailable' });
    await issuer.comeBack();
    await expect(verifier.verifyToken(token)).rejects.toMatchObject({ code: 'issuer_unavailable' });
    expect(issuer.asked).toEqual([]);
    timer = 10_000;
    expect(await verifier.verifyToken(token)).toMatchObject({ name: 'u-1' });
    expect(lines).toEqual([
      expect.stringContaining(`The keys of the issuer ${issuer.url} are unavailable: `),
    ]);
  });

  it('waits while the URL belongs to another issuer', async () => {
    issuer.claimedIssuer = 'https://issuer.example.org';
    await expect(verifier.verifyToken(await issuer.sign())).rejects.toMatchObject({
      code: 'issuer_unavailable',
    });
    expect(lines).toEqual([expect.stringContaining('is about the issuer "https://issuer.example.org"')]);
    expect(issuer.asked).not.toContain('/keys');
  });

  it('has the roles to which the settings map the names in its claim', async () => {
    const token = await issuer.sign({
      'https://example.org/groups': ['/ops', 'constructor', 'admin'],
      realm_access: { roles: ['/ops', 'dev.team'] },
    });
    const roles = { '/ops': 'operator', 'dev.team': ['viewer', 'scheduler'] };
    const rolesAt = async (claim: string) =>
      (await verifierWith({ 'auth.oidc.roles-claim': claim, 'auth.oidc.roles': roles }).verifyToken(token))
        .roles;
    expect(await rolesAt('https://example.org/groups')).toEqual(['operator']);
    expect(await rolesAt('realm_access.roles')).toEqual(['operator', 'viewer', 'scheduler']);
    expect(await rolesAt('realm_access')).toEqual([]);
    expect(await rolesAt('realm_access.roles.length')).toEqual([]);
    expect(await rolesAt('__proto__.roles')).toEqual([]);
  });

  const signedWithPublicKey = async () => {
    const spki = await exportSPKI((await importJWK(issuer.current.publicJwk, 'ES256')) as CryptoKey);
    return new SignJWT({ iss: issuer.url, aud: 'workers', sub: 'u-1', exp: soon(300) })
      .setProtectedHeader({ alg: 'HS256', kid: issuer.current.kid })
      .sign(new TextEncoder().encode(spki));
  };
  const unsigned = () =>
    new UnsecuredJWT({ iss: issuer.url, aud: 'workers', sub: 'u-1', exp: soon(300) }).encode();
  const withClaim = (token: string, claims: object) => {
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const all = { ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), ...claims };
    return [header, base64url.encode(JSON.stringify(all)), signature].join('.');
  };
});
