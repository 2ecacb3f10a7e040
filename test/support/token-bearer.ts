import { createSigner } from 'fast-jwt';
import { SigningKeys } from '../../src/identity/signing-keys.js';
import { registration } from '../factories/registration.factory.js';
import type { ApiClient } from './api-client.js';
import type { TestServer } from './test-server.js';

export interface Registered {
  outcome: string;
  code?: string;
  message: string;
  worker: { id: string; workerId: string; incarnation: number; status: string; reportedStatus: string };
  credentials: { accessToken: string; expiresAt: string };
  releasedJobs: string[];
}

/** The readable contents of a token. */
export interface Claims {
  sub: string;
  wid: string;
  inc: number;
  iat: number;
  exp: number;
  iss: string;
}

const part = (token: string, index: number): unknown =>
  JSON.parse(Buffer.from(token.split('.')[index]!, 'base64url').toString());
export const headerOf = (token: string) => part(token, 0) as { alg: string; kid: string };
export const claimsOf = (token: string) => part(token, 1) as Claims;

/** Workers with tokens, and tokens made with the keys in the database. */
export class TokenBearers {
  constructor(private readonly server: TestServer) {}

  /** The API with that token. */
  showing(token: string): ApiClient {
    return this.server.api.with({ authorization: `Bearer ${token}` });
  }

  register(workerId: string, given: object = {}, token?: string) {
    const api = token === undefined ? this.server.api : this.showing(token);
    return api.post<Registered>('/register', registration({ workerId, ...given }));
  }

  /** The token of its registration. */
  async tokenOf(workerId: string, given: object = {}): Promise<string> {
    return (await this.register(workerId, given)).body.credentials.accessToken;
  }

  /** A token like that one, with other claims, signed with the same key. */
  async resigned(token: string, changed: Partial<Claims>): Promise<string> {
    const { kid } = headerOf(token);
    const [key] = await this.server.database.query<{ secret: Buffer }>(
      'SELECT secret FROM worker_registration.signing_key WHERE kid = $1',
      [kid],
    );
    return createSigner({ key: key!.secret, algorithm: 'HS256', kid })({ ...claimsOf(token), ...changed });
  }

  /** The same token, an hour after it has expired. */
  expired(token: string): Promise<string> {
    const hour = Math.floor(Date.now() / 1000) - 3600;
    return this.resigned(token, { iat: hour - 3600, exp: hour });
  }

  /** Makes all keys older. */
  async age(interval: string): Promise<void> {
    await this.server.database.query(
      'UPDATE worker_registration.signing_key SET created_at = created_at - $1::interval',
      [interval],
    );
    await this.server.app.get(SigningKeys).readKeys();
  }
}
