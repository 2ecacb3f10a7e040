import { setTimeout as pause } from 'node:timers/promises';
import { eurekaInstance } from '../factories/eureka.factory.js';
import { applicationsIn, type SeenInstance } from './eureka-client.js';
import { until } from './waiting.js';

const RENEW_MS = 1000;
const LOOK_UP_MS = 500;
const TIMEOUT_MS = 10_000;
const LEASE_SECONDS = 5;
const APP = 'LOAD';

/**
 * A client of Eureka: it registers, renews, and looks up all instances by deltas. Like Netflix's it stays with a server while that
 * works, then tries the next one in its list, and fetches everything if the hash code differs.
 */
class LoadClient {
  renewals = 0;
  private readonly view = new Map<string, SeenInstance>();
  private at = 0;
  private hasAll = false;

  constructor(
    readonly id: string,
    private readonly urls: readonly string[],
  ) {}

  /** Returns to the first server of its list, as Netflix's client does from time to time. */
  reconnect(): void {
    this.at = 0;
  }

  sees(id: string): boolean {
    return this.view.has(id);
  }

  async register(): Promise<void> {
    const leaseInfo = { renewalIntervalInSecs: 1, durationInSecs: LEASE_SECONDS };
    const lastDirtyTimestamp = Date.now();
    const body = eurekaInstance({ app: APP, instanceId: this.id, leaseInfo, lastDirtyTimestamp });
    this.renewal = `/apps/${APP}/${this.id}?status=UP&lastDirtyTimestamp=${lastDirtyTimestamp}`;
    await this.ask('POST', `/apps/${APP}`, JSON.stringify(body));
  }

  async renew(): Promise<void> {
    if ((await this.ask('PUT', this.renewal)).status === 404) await this.register();
    this.renewals += 1;
  }

  async cancel(): Promise<void> {
    await this.ask('DELETE', `/apps/${APP}/${this.id}`);
  }

  /** @throws Error if no server answers */
  async lookUp(): Promise<void> {
    if (this.hasAll) {
      const { status, text } = await this.ask('GET', '/apps/delta');
      if (status === 200 && this.applyDelta(text)) return;
    }
    const { status, text } = await this.ask('GET', '/apps/');
    if (status !== 200) throw new Error(`${status} for all instances`);
    this.view.clear();
    for (const instance of instancesOf(text)) this.view.set(keyOf(instance), instance);
    this.hasAll = true;
  }

  private renewal = '';

  private applyDelta(text: string): boolean {
    for (const instance of instancesOf(text))
      if (instance.actionType === 'DELETED') this.view.delete(keyOf(instance));
      else this.view.set(keyOf(instance), instance);
    const counts = new Map<string, number>();
    for (const { status } of this.view.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
    const hash = [...counts]
      .map(([status, count]) => `${status}_${count}_`)
      .toSorted((one, other) => (one < other ? -1 : 1));
    return hash.join('') === applicationsIn(text).apps__hashcode;
  }

  private async ask(method: string, path: string, body?: string): Promise<{ status: number; text: string }> {
    const failures: string[] = [];
    const first = this.at;
    for (let n = 0; n < this.urls.length; n += 1) {
      const at = (first + n) % this.urls.length;
      const url = this.urls[at]!;
      try {
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        const headers = { accept: 'application/json', 'content-type': 'application/json' };
        const response = await fetch(`${url}${path}`, { method, headers, signal, ...(body && { body }) });
        const text = await response.text();
        if (response.status < 500) {
          this.at = at;
          return { status: response.status, text };
        }
        failures.push(`${url}: ${response.status}`);
      } catch (error) {
        failures.push(`${url}: ${String((error as Error).cause ?? error)}`);
      }
    }
    throw new Error(failures.join('; '));
  }
}

/** Clients that look up all the time, and what went wrong for them. */
export class EurekaLoad {
  lookUps = 0;
  readonly failures: string[] = [];
  /** Look-ups without an instance that was alive. */
  readonly lacking: string[] = [];
  private readonly clients = new Map<string, LoadClient>();
  /** Instances that each look-up must show from now on. */
  private readonly alive = new Set<string>();
  private readonly loops: Promise<void>[] = [];
  private isOver = false;

  /** Registers clients with that list of servers. */
  async add(ids: readonly string[], urls: readonly string[]): Promise<void> {
    for (const id of ids) {
      const client = new LoadClient(id, urls);
      await client.register();
      this.clients.set(id, client);
      this.loops.push(this.loop(client, RENEW_MS, () => client.renew()));
      this.loops.push(this.loop(client, LOOK_UP_MS, () => this.lookUp(client)));
    }
  }

  /** Waits until all clients know these; from then on each look-up must show them. */
  async expectAlive(...ids: readonly string[]): Promise<void> {
    await until(() => [...this.clients.values()].every((client) => ids.every((id) => client.sees(id))));
    for (const id of ids) this.alive.add(id);
  }

  /** Cancels an instance, and waits until no client knows it. */
  async cancel(id: string): Promise<void> {
    this.alive.delete(id);
    const client = this.clients.get(id)!;
    this.clients.delete(id);
    await client.cancel();
    await until(() => [...this.clients.values()].every((other) => !other.sees(id)));
  }

  reconnect(): void {
    for (const client of this.clients.values()) client.reconnect();
  }

  /** Waits until each client has renewed so many times more. */
  async renewals(count: number): Promise<void> {
    const before = new Map([...this.clients].map(([id, { renewals }]) => [id, renewals]));
    await until(() =>
      [...this.clients].every(([id, { renewals }]) => renewals >= (before.get(id) ?? 0) + count),
    );
  }

  async end(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.loops);
  }

  private async lookUp(client: LoadClient): Promise<void> {
    this.lookUps += 1;
    await client.lookUp();
    const lacking = [...this.alive].filter((id) => !client.sees(id));
    if (lacking.length > 0) this.lacking.push(`${client.id} lacks ${lacking.join(' ')}`);
  }

  private async loop(client: LoadClient, ms: number, act: () => Promise<void>): Promise<void> {
    while (!this.isOver && this.clients.has(client.id)) {
      await act().catch((error: unknown) => this.failures.push(`${client.id}: ${String(error)}`));
      await pause(ms);
    }
  }
}

const keyOf = ({ app, instanceId }: SeenInstance): string =>
  app === APP ? instanceId : `${String(app)}/${instanceId}`;

const instancesOf = (text: string): SeenInstance[] =>
  applicationsIn(text).application.flatMap(({ instance }) => instance);
