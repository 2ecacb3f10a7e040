import type { GivenSettings } from '../../src/platform/config/given-settings.js';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from './access-desk.js';
import type { ApiClient } from './api-client.js';
import type { Registered } from './token-bearer.js';
import { EVERYTHING } from './worker-calls.js';

/** All roles but admin. */
export const LIMITABLE = ['viewer', 'operator', 'registrar', 'scheduler', 'gateway'];

export const INSIDE = { zone: 'a', tags: ['blue', 'green'], bootId: 'b1', hostAddress: '127.9.0.1', port: 1 };
export const OUTSIDE = { zone: 'b', tags: ['red'], bootId: 'b1', hostAddress: '127.9.0.2', port: 1 };

/** Each contains every worker `in-…` of {@link INSIDE} and no worker `out-…` of {@link OUTSIDE}. */
export const SCOPES: [string, object][] = [
  ['zone', { zone: 'a' }],
  ['tag', { tag: 'blue' }],
  ['workerId prefix', { workerIdPrefix: 'in-' }],
  ['part by all three', { zone: 'a', tag: 'green', workerIdPrefix: 'in-' }],
];

/** A server with workers inside and outside the scopes of limited keys. */
export class ScopeDesk {
  private names = 0;

  private constructor(
    readonly access: AccessDesk,
    readonly admin: ApiClient,
  ) {}

  static async open(settings: GivenSettings = {}): Promise<ScopeDesk> {
    const access = await AccessDesk.open(settings);
    return new ScopeDesk(access, await access.as('admin'));
  }

  /** The API with a key that has all roles that may be limited. */
  async limited(scope: object): Promise<ApiClient> {
    return this.access.showing((await this.access.key({ roles: LIMITABLE, ...scope })).key);
  }

  async register(workerId: string, given: object): Promise<Registered> {
    return (await this.admin.post<Registered>('/register', registration({ workerId, ...given }))).body;
  }

  /**
   * Registers a worker with a job.
   * @returns its workerId
   */
  async begin(kind: 'in' | 'out'): Promise<string> {
    const workerId = `${kind}-${(this.names += 1)}`;
    await this.register(workerId, kind === 'in' ? INSIDE : OUTSIDE);
    await this.admin.post(`/${workerId}/jobs`, { jobId: `${workerId}-old` });
    return workerId;
  }

  async lose(workerId: string): Promise<void> {
    await this.access.query(
      `UPDATE worker_registration.worker_state SET presence = 'LOST', presence_since = now()
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = '${workerId}')`,
    );
  }

  async idOf(workerId: string): Promise<string> {
    return (await this.admin.get<{ id: string }>(`/${workerId}`)).body.id;
  }

  /** Everything that a call could change. */
  everything(): Promise<unknown[]> {
    return this.access.query(EVERYTHING);
  }

  /** Cleans up for the next test. */
  async clear(): Promise<void> {
    for (const workerId of await this.admin.workerIds()) await this.admin.delete(`/${workerId}`);
  }

  close(): Promise<void> {
    return this.access.close();
  }
}
