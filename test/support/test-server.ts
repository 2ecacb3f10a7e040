import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import type { Settings } from '../../src/platform/config/settings.js';
import type { GivenSettings } from '../../src/platform/config/given-settings.js';
import { createApplication } from '../../src/server/application.js';
import { Connections } from '../../src/server/connections.js';
import { createLogger } from '../../src/server/logger.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { ApiClient } from './api-client.js';

/** The whole service on a free port, on a database of its own. */
export interface TestServer {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly api: ApiClient;
  readonly database: TestDatabase;
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly settings?: GivenSettings;
  /** Shares the database of another server, like a second instance. */
  readonly database?: TestDatabase;
  /** Default: a free one. */
  readonly port?: number;
  /** Receives its log lines, if `log.level` lets some through. */
  readonly log?: (line: string) => void;
}

/** The admin key of a server in the token mode. */
export const BOOTSTRAP_KEY = `wrk_${'b'.repeat(16)}_${'0'.repeat(64)}`;

export async function startTestServer({
  settings = {},
  database,
  port = 0,
  log = () => undefined,
}: TestServerOptions = {}): Promise<TestServer> {
  const own = database ?? (await createTestDatabase());
  // Without a given key, the service would write one into ./data.
  const key = settings['auth.mode'] === 'token' ? { 'auth.bootstrap-key': BOOTSTRAP_KEY } : {};
  const quiet = { 'log.level': 'silent', 'alerts.rules': [] };
  const overrides = { 'database.url': own.url, 'server.port': 0, ...quiet, ...key, ...settings };
  const loaded = loadSettings({ overrides });
  const drop = async (): Promise<void> => {
    if (database === undefined) await own.drop();
  };
  const app = await started(loaded, port, log).catch(async (error: unknown) => {
    await drop();
    throw error;
  });
  const connections = Connections.of(app.getHttpServer());
  const scheme = loaded.tls.cert === undefined ? 'http' : 'https';
  const url = `${scheme}://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  return {
    app,
    url,
    api: new ApiClient(`${url}/${DEFAULT_PREFIX}`),
    database: own,
    close: async () => {
      // As in the service: a request whose body is not read holds its connection for a minute.
      connections.endConnections();
      await app.close();
      await drop();
    },
  };
}

async function started(
  settings: Settings,
  port: number,
  log: (line: string) => void,
): Promise<NestFastifyApplication> {
  const app = await createApplication(settings, createLogger(settings.log.level, { write: log }));
  Connections.of(app.getHttpServer());
  await app.listen(port, '127.0.0.1').catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  return app;
}
