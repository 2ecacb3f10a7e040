import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findFreePort } from '../../../src/platform/embedded-postgres/free-port.js';
import { ApiClient } from '../../support/api-client.js';
import { Product } from '../../support/product.js';
import { Relay } from '../../support/relay.js';
import { DEFAULT_PREFIX } from '../../../src/worker-registration.module.js';

const CLOCK = pathToFileURL(join(import.meta.dirname, 'shifting-clock.mjs')).href;

/** How long a client waits for an answer. */
export const PATIENCE_MS = 2000;

/** Clients that give up this early reach another instance before their lease ends. */
export const LEASE_MS = 6000;

/** The interval in answers to heartbeats: by chance 85.5 to 95 % of a third of the lease. */
const INTERVAL_MS = LEASE_MS / 3;
export const LONGEST_INTERVAL_MS = INTERVAL_MS * 0.95;
export const SHORTEST_INTERVAL_MS = Math.floor(INTERVAL_MS * 0.855);

/** A worker whose heartbeat is later is suspect, well before its lease ends. */
export const SUSPECT_FLOOR_MS = 1000;

/** After each gap workers have this time to retry: an interval and the time that they wait for an answer. */
export const RETRY_MS = INTERVAL_MS + LEASE_MS / 4;

/** Interval of sweeps where workers die: deaths have to be found without them. */
export const RARE_SWEEPS_MS = 12_000;

const START_ATTEMPTS = 5;

/** Everything a hundred times faster than usual; without the guard, which would hide a wrong verdict. */
const SETTINGS = {
  JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTES: String(LEASE_MS / 60_000),
  JOBSCHEDULER_WORKER_HEALTH_CHECK_INTERVAL_MS: '500',
  JOBSCHEDULER_WORKER_SUSPECT_FLOOR_SECONDS: String(SUSPECT_FLOOR_MS / 1000),
  JOBSCHEDULER_WORKER_RECONNECT_ENABLED: 'false',
  JOBSCHEDULER_WORKER_GUARD_ENABLED: 'false',
  NODE_OPTIONS: `--import ${CLOCK}`,
};

/**
 * One instance of the built service. Its clients and its database are each behind a relay, which faults can
 * disturb.
 */
export class Instance {
  private product: Product | undefined;
  private pulse: NodeJS.Timeout | undefined;

  private constructor(
    readonly name: string,
    private readonly port: number,
    private readonly folder: string,
    private readonly env: Record<string, string>,
    private readonly build: string | undefined,
    readonly clients: Relay,
    readonly database: Relay,
  ) {}

  static async create(
    name: string,
    folder: string,
    databaseUrl: string,
    others: {
      readonly redisUrl?: string | undefined;
      readonly listenerUrl?: string;
      readonly build?: string | undefined;
      readonly settings?: Readonly<Record<string, string>> | undefined;
    },
  ): Promise<Instance> {
    const port = await findFreePort();
    const database = await Relay.to(databaseUrl);
    const clients = await Relay.to(`http://127.0.0.1:${port}`);
    const env = {
      ...SETTINGS,
      ...others.settings,
      SERVER_PORT: String(port),
      DATABASE_URL: database.through,
      ...(others.redisUrl === undefined ? {} : { REDIS_URL: others.redisUrl }),
      ...(others.listenerUrl === undefined ? {} : { DATABASE_LISTENER_URL: others.listenerUrl }),
    };
    return new Instance(name, port, folder, env, others.build, clients, database);
  }

  /** As seen by the clients. */
  get api(): ApiClient {
    return new ApiClient(`${this.clients.url}/${DEFAULT_PREFIX}`, {}, PATIENCE_MS);
  }

  /**
   * Starts it like a supervisor: again, if it ends before it accepts requests.
   * @param main the entry of another build
   */
  async start(main = this.build): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const product = Product.start(this.folder, this.env, main);
      this.product = product;
      try {
        await product.ready();
        return;
      } catch (error) {
        await product.stop('SIGKILL');
        if (attempt === START_ATTEMPTS) throw error;
      }
    }
  }

  signal(name: NodeJS.Signals): void {
    this.product?.signal(name);
  }

  async end(name: NodeJS.Signals): Promise<void> {
    this.recoverBreath();
    const { product } = this;
    this.product = undefined;
    product?.signal('SIGCONT');
    await product?.stop(name);
  }

  /** Lets it run for only a tenth of the time. */
  starve(): void {
    let running = true;
    let tick = 0;
    this.pulse = setInterval(() => {
      const runs = tick++ % 10 === 0;
      if (runs !== running) this.signal(runs ? 'SIGCONT' : 'SIGSTOP');
      running = runs;
    }, 20);
  }

  recoverBreath(): void {
    clearInterval(this.pulse);
    this.pulse = undefined;
    this.signal('SIGCONT');
  }

  /** Returns its current readiness. */
  async ready(): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/readyz`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => undefined);
    return answer?.status === 200;
  }

  /** Returns the resources of the running process. */
  async usage(): Promise<{ pid: number; memoryMib: number; openFiles: number } | undefined> {
    const { product } = this;
    const usage = await product?.usage();
    return usage && { pid: product!.pid, ...usage };
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    await this.clients.shut();
    await this.database.shut();
  }
}
