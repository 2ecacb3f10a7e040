import { randomUUID } from 'node:crypto';
import { ApiKeysService } from '../../src/identity/access/api-keys.service.js';
import { JoinTokensService } from '../../src/identity/access/join-tokens.service.js';
import type { GivenSettings } from '../../src/platform/config/given-settings.js';
import type { ApiClient } from './api-client.js';
import { startTestServer, type TestServer } from './test-server.js';

/** A server that asks who calls, and the keys to it. */
export class AccessDesk {
  private constructor(readonly server: TestServer) {}

  /** @param log takes the lines of its log, where `log.level` lets some through */
  static async open(settings: GivenSettings = {}, log?: (line: string) => void): Promise<AccessDesk> {
    const all = { 'auth.mode': 'token', ...settings };
    return new AccessDesk(await startTestServer({ settings: all, ...(log && { log }) }));
  }

  /** The API as the holder of that credential calls it. */
  showing(credential: string): ApiClient {
    return this.server.api.with({ authorization: `Bearer ${credential}` });
  }

  /** The API as a holder of those roles calls it. */
  async as(...roles: string[]): Promise<ApiClient> {
    return this.showing((await this.key({ roles })).key);
  }

  key(given: object) {
    return this.server.app.get(ApiKeysService).make({ name: randomUUID(), ...given });
  }

  joinToken(given: object = {}) {
    return this.server.app.get(JoinTokensService).make({ name: randomUUID(), ...given });
  }

  /** The API as whoever has such a join token calls it. */
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
