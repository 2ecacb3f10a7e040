import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES } from '../../src/identity/roles.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { ApiClient } from '../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Product } from '../support/product.js';
import { NOTHING, type Proof } from './proofs.js';
import { KNOWN } from './requests.js';

/** Nothing happens without a request, and earlier failures cause no refusals. */
const SETTINGS = {
  JOBSCHEDULER_WORKER_HEALTH_CHECK_INTERVAL_MS: '86400000',
  JOBSCHEDULER_WORKER_CLEANUP_INTERVAL_MS: '86400000',
  // A lease that ends is judged without a sweep.
  JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTES: '1440',
  // A worker that is late becomes suspect without a request.
  JOBSCHEDULER_WORKER_SUSPECT_FLOOR_SECONDS: '86400',
  // Takeovers of a name are counted after the registration is answered.
  JOBSCHEDULER_WORKER_FLAP_CHANGES: '1000',
  JOBSCHEDULER_WORKER_FLAP_WINDOW_MINUTES: '0.001',
  JOBSCHEDULER_WORKER_RECONNECT_ENABLED: 'false',
  ALERTS_RULES: '[]',
  JOBSCHEDULER_WORKER_MAX_REGISTRATION_ATTEMPTS: '1000000',
  JOBSCHEDULER_WORKER_MAX_ADDRESS_FAILURES: '1000000',
};

/** Everything that a client can change: added, changed or removed rows are detected by it. */
const TABLES = [
  'worker',
  'worker_state',
  'worker_revocation',
  'job',
  'revoked_job',
  'journal',
  'api_key',
  'join_token',
  'signing_key',
  'alert_rule',
];
const LOOKS = TABLES.map(
  (name) =>
    `(SELECT count(*) || '/' || coalesce(max(xmin::text::bigint), 0) FROM worker_registration.${name}) AS ${name}`,
);
// A refused request still counts as a use of its session.
const LOOK = [
  ...LOOKS,
  `(SELECT string_agg(id, ',' ORDER BY id) FROM worker_registration.session) AS session`,
].join(', ');

/** A text for each table. */
export type State = Readonly<Record<string, string | null>>;

interface Registered {
  readonly credentials: { readonly accessToken: string };
}

/** The built service as a process of its own, with some workers: the target. */
export class Target {
  /** Existing credentials and ids that requests may use; none in the open mode. */
  knowledge = NOTHING;

  private constructor(
    private readonly folder: string,
    private readonly product: Product,
    private readonly database: TestDatabase,
    readonly url: string,
    /** API keys, the first admin's and one of each role; none in the open mode. */
    private readonly keys: readonly string[],
  ) {}

  static async start(mode: 'open' | 'token' = 'open'): Promise<Target> {
    const [folder, database] = await Promise.all([mkdtemp(join(tmpdir(), 'fuzz-')), createTestDatabase()]);
    const product = Product.start(folder, { ...SETTINGS, AUTH_MODE: mode, DATABASE_URL: database.url });
    const url = await product.ready();
    const keys = mode === 'token' ? [await firstKey(product)] : [];
    const target = new Target(folder, product, database, url, keys);
    for (const role of mode === 'token' ? ROLES : []) {
      const { body } = await target.admin.post<{ key: string }>('/access/keys', {
        name: role,
        roles: [role],
      });
      keys.push(body.key);
    }
    await target.renew();
    return target;
  }

  /** Restores what earlier requests ended: workers with their tokens, sessions, a join token. */
  async renew(): Promise<void> {
    const tokens: string[] = [];
    for (const workerId of KNOWN) {
      const described = { workerId, name: workerId, maxConcurrentJobs: 5, bootId: 'one' };
      const { body } = await this.admin.post<Registered>('/register', described);
      if (this.keys.length > 0) tokens.push(body.credentials.accessToken);
    }
    if (this.keys.length === 0) return;
    const cookies: string[] = [];
    for (const key of this.keys) {
      const { headers } = await this.api.post('/session', { key });
      cookies.push(...headers.getSetCookie().map((cookie) => cookie.split(';')[0]!));
    }
    const sessions = await this.admin.get<{ sessions: { id: string }[] }>('/access/sessions');
    const join = await this.admin.post<{ id: string; token: string }>('/access/join-tokens', {
      name: 'fuzz',
    });
    this.knowledge = {
      proofs: [...this.keys, ...tokens, join.body.token].map(
        (secret): Proof => [['authorization', `Bearer ${secret}`]],
      ),
      cookies,
      ids: [join.body.id, ...sessions.body.sessions.map(({ id }) => id)],
      bodies: { [`POST /${DEFAULT_PREFIX}/session`]: this.keys.map((key) => ({ key })) },
    };
  }

  get api(): ApiClient {
    return new ApiClient(`${this.url}/${DEFAULT_PREFIX}`);
  }

  private get admin(): ApiClient {
    const [key] = this.keys;
    return key === undefined ? this.api : this.api.with({ authorization: `Bearer ${key}` });
  }

  /** Returns a text for each table that differs after each change of its rows. Ends what would change them without a request. */
  async state(): Promise<State> {
    await this.database.query(
      `UPDATE worker_registration.operation SET state = 'cancelled' WHERE state IN ('running', 'paused')`,
    );
    await this.database.query(
      `UPDATE worker_registration.worker_state SET order_until = NULL, lease_seconds = NULL
       WHERE order_until IS NOT NULL OR lease_seconds IS NOT NULL`,
    );
    return (await this.database.query<State>(`SELECT ${LOOK}`))[0]!;
  }

  /** Returns the tables whose rows changed since a state, and the last event if the journal did. */
  async changedSince(before: State): Promise<string[]> {
    const now = await this.state();
    const changed = Object.keys(now).filter((table) => now[table] !== before[table]);
    if (!changed.includes('journal')) return changed;
    const [event] = await this.database.query(
      'SELECT type, worker_id, actor, detail FROM worker_registration.journal ORDER BY seq DESC LIMIT 1',
    );
    return [...changed, JSON.stringify(event)];
  }

  /** Returns what the service logged as unexpected, and other output of its process. */
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
