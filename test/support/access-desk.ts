import { randomUUID } from 'node:crypto';
import { ApiKeysService } from '../../src/identity/access/api-keys.service.js';
import { JoinTokensService } from '../../src/identity/access/join-tokens.service.js';
import type { GivenSettings } from '../../src/platform/config/given-settings.js';
import type { ApiClient } from './api-client.js';
import { startTestServer, type TestServer } from './test-server.js';

/** A server in the token mode, and its keys. */
export class AccessDesk {
  private constructor(readonly server: TestServer) {}

  /** @param log receives its log lines, if `log.level` lets some through */
  static async open(settings: GivenSettings = {}, log?: (line: string) => void): Promise<AccessDesk> {
    const all = { 'auth.mode': 'token', ...settings };
    return new AccessDesk(await startTestServer({ settings: all, ...(log && { log }) }));
  }

  /** The API with that credential. */
  showing(credential: string): ApiClient {
    return this.server.api.with({ authorization: `Bearer ${credential}` });
  }

  /** The API with a key of those roles. */
  async as(...roles: string[]): Promise<ApiClient> {
    return this.showing((await this.key({ roles })).key);
  }

  key(given: object) {
    return this.server.app.get(ApiKeysService).makeApiKey({ name: randomUUID(), ...given });
  }

  joinToken(given: object = {}) {
    return this.server.app.get(JoinTokensService).makeJoinToken({ name: randomUUID(), ...given });
  }

  /** The API with such a join token. */
  async joining(given: object = {}): Promise<ApiClient> {
    return this.showing((await this.joinToken(given)).joinToken);
  }

  query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.server.database.query<Row>(sql, parameters);
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
