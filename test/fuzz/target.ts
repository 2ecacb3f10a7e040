import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES } from '../../src/identity/roles.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Product } from '../support/product.js';
import { KNOWN } from './requests.js';

/** Nothing happens but what is asked for, and nobody is refused for having failed before. */
const SETTINGS = {
  JOBSCHEDULER_WORKER_HEALTH_CHECK_INTERVAL_MS: '86400000',
  JOBSCHEDULER_WORKER_CLEANUP_INTERVAL_MS: '86400000',
  JOBSCHEDULER_WORKER_RECONNECT_ENABLED: 'false',
  JOBSCHEDULER_WORKER_MAX_REGISTRATION_ATTEMPTS: '1000000',
  JOBSCHEDULER_WORKER_MAX_ADDRESS_FAILURES: '1000000',
};

/** What a client can change: rows that were added, changed or removed are seen by it. */
const TABLES = [
  'worker',
  'worker_state',
  'job',
  'revoked_job',
  'journal',
  'api_key',
  'join_token',
  'alert_rule',
];
const LOOK = TABLES.map(
  (name) =>
    `(SELECT count(*) || '/' || coalesce(max(xmin::text::bigint), 0) FROM worker_registration.${name}) AS ${name}`,
).join(', ');

interface Registered {
  readonly credentials: { readonly accessToken: string };
}

/** The built service as a process of its own, with some workers: what is attacked. */
export class Target {
  private constructor(
    private readonly folder: string,
    private readonly product: Product,
    private readonly database: TestDatabase,
    readonly url: string,
    /** What one shows to be let in: keys of all roles and tokens of workers; none in the open mode. */
    readonly credentials: readonly string[],
  ) {}

  static async start(mode: 'open' | 'token' = 'open'): Promise<Target> {
    const [folder, database] = await Promise.all([mkdtemp(join(tmpdir(), 'fuzz-')), createTestDatabase()]);
    const product = Product.start(folder, { ...SETTINGS, AUTH_MODE: mode, DATABASE_URL: database.url });
    const url = await product.ready();
    const api = new ApiClient(`${url}/${DEFAULT_PREFIX}`);
    const shown = mode === 'token' ? [await firstKey(product)] : [];
    const admin = api.with(shown.length > 0 ? { authorization: `Bearer ${shown[0]}` } : {});
    for (const role of mode === 'token' ? ROLES : []) {
      const { body } = await admin.post<{ key: string }>('/access/keys', { name: role, roles: [role] });
      shown.push(body.key);
    }
    for (const workerId of KNOWN) {
      const described = { workerId, name: workerId, maxConcurrentJobs: 5, bootId: 'one' };
      const { body } = await admin.post<Registered>('/register', described);
      if (mode === 'token') shown.push(body.credentials.accessToken);
    }
    return new Target(folder, product, database, url, shown);
  }

  get api(): ApiClient {
    return new ApiClient(`${this.url}/${DEFAULT_PREFIX}`);
  }

  /** Another text after each change of what it keeps. */
  async state(): Promise<string> {
    return JSON.stringify(await this.database.query(`SELECT ${LOOK}`));
  }

  /** What it says that it did not expect, and whatever its process wrote beside its log. */
  complaints(): string[] {
    const unexpected = this.product.log.filter(({ level }) => level === 'error' || level === 'fatal');
    return [
      ...unexpected.map((line) => JSON.stringify(line).slice(0, 2000)),
      ...this.product.errors.split('\n').slice(0, -1),
    ];
  }

  async answers(): Promise<boolean> {
    return (await fetch(`${this.url}/readyz`)).ok;
  }

  async memoryMib(): Promise<number> {
    return Math.round((await this.product.usage())!.memoryMib);
  }

  async end(): Promise<void> {
    await this.product.stop('SIGKILL');
    await this.database.drop();
    await rm(this.folder, { recursive: true });
  }
}

async function firstKey(product: Product): Promise<string> {
  const [, file] = await product.says(/it is in the file (\S+),/);
  return (await readFile(file!, 'utf8')).trim();
}
