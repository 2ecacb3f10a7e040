import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** An OpenID Connect issuer on this machine, with real keys. */
export class TestIssuer {
  /** The requested paths. */
  readonly asked: string[] = [];
  /** Its own metadata, which a test may change. */
  claimedIssuer: string | undefined;
  private keys: SigningKey[] = [];

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  static async start(): Promise<TestIssuer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = new TestIssuer(server, (server.address() as AddressInfo).port);
    server.on('request', ({ url = '' }, response) => {
      issuer.asked.push(url);
      response.setHeader('connection', 'close').end(JSON.stringify(issuer.pages[url] ?? {}));
    });
    await issuer.rotate();
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The current signing key. */
  get current(): SigningKey {
    return this.keys.at(-1)!;
  }

  /** From now on another key signs, and the old ones are no longer published. */
  async rotate(alg = 'ES256'): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const kid = `key-${this.current?.kid ?? ''}`;
    this.keys = [{ kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }];
  }

  /** A token that is valid for five minutes, for the audience `workers`, except for the given claims. */
  sign(
    claims: Readonly<Record<string, unknown>> = {},
    key: Partial<SigningKey> = {},
    typ?: string,
  ): Promise<string> {
    const { kid, privateKey, publicJwk } = { ...this.current, ...key };
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: this.url, aud: 'workers', sub: 'u-1', iat: now, exp: now + 300 };
    return new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: publicJwk.alg!, kid, ...(typ !== undefined && { typ }) })
      .sign(privateKey);
  }

  /** Makes the issuer unavailable: its address no longer answers. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  async comeBack(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  private get pages(): Readonly<Record<string, unknown>> {
    return {
      '/.well-known/openid-configuration': {
        issuer: this.claimedIssuer ?? this.url,
        jwks_uri: `${this.url}/keys`,
      },
      '/keys': { keys: this.keys.map(({ publicJwk }) => publicJwk) },
    };
  }
}
