import Module from 'node:module';
import type { TestServer } from './global-teardown.js';

/**
 * Starts the PostgreSQL and the Redis of the whole run and passes their URLs to the test files through the
 * environment. Servers named by TEST_DATABASE_URL and TEST_REDIS_URL are used instead.
 */
export default async function globalSetup(): Promise<void> {
  resolveTypeScriptSources();
  const { startTestPostgres } = await import('./postgres-server.js');
  const { prepareTemplateDatabase } = await import('./database.js');

  const servers: TestServer[] = [];
  globalThis.testServers = servers;
  const remember = <T extends TestServer>(server: T): T => {
    servers.push(server);
    return server;
  };
  const started = await Promise.allSettled([
    startTestPostgres().then(remember),
    startTestRedis().then(remember),
  ]);
  const [postgres, redis] = started;
  try {
    if (postgres.status === 'rejected') throw postgres.reason;
    if (redis.status === 'rejected') throw redis.reason;
    process.env.TEST_DATABASE_URL = postgres.value.url;
    process.env.TEST_REDIS_URL = redis.value.url;
    await prepareTemplateDatabase(postgres.value.url);
  } catch (error) {
    // Jest runs no teardown after a failed setup.
    await Promise.all(servers.map((server) => server.stop()));
    throw error;
  }
}

async function startTestRedis(): Promise<TestServer & { url: string }> {
  const given = process.env.TEST_REDIS_URL;
  if (given) return { url: given, stop: async () => undefined };
  const { startRedis } = await import('./redis-server.js');
  return startRedis();
}

type ResolveFilename = (request: string, parent: unknown, isMain: boolean, options?: unknown) => string;

/**
 * Jest compiles the modules of a global setup but resolves them with Node's own `require`, without
 * `moduleNameMapper`: `./name.js` must resolve to `./name.ts` here. This is also why the imports above are
 * dynamic.
 */
function resolveTypeScriptSources(): void {
  /* oxlint-disable no-underscore-dangle -- Node has no other hook that works in version 20 */
  const internals = Module as unknown as { _resolveFilename: ResolveFilename };
  const resolve = internals._resolveFilename;
  internals._resolveFilename = (request, parent, isMain, options) => {
    try {
      return resolve(request, parent, isMain, options);
    } catch (error) {
      if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
      return resolve(request.replace(/\.js$/, '.ts'), parent, isMain, options);
    }
  };
}
