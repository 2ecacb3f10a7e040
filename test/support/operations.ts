import { OperationRunner } from '../../src/operations/operation-runner.js';
import { registration } from '../factories/registration.factory.js';
import type { Answer, ApiClient } from './api-client.js';
import type { TestServer } from './test-server.js';

/** An operation as answers show it. */
export interface Shown {
  id: string;
  kind: string;
  state: string;
  maxUnavailable: number | null;
  waitingFor: string | null;
  deadline: string | null;
  undoneBy: string | null;
  progress: Record<'total' | 'pending' | 'underWay' | 'done' | 'skipped' | 'failed', number>;
  left: { workerId: string; step: string; jobs: number; why: string | null }[];
}

export interface Created {
  code: string;
  message: string;
  operation: Shown;
  errors: { field: string; message: string }[];
}

/** Operations on a fleet whose time passes by the hand of the test. */
export class OperationDesk {
  constructor(readonly server: TestServer) {}

  /** Registers workers, all in one request. */
  async fleet(workers: readonly Record<string, unknown>[]): Promise<void> {
    const items = workers.map((each) => registration(each));
    await this.server.api.post('/register/batch', items);
  }

  /** Sends a heartbeat of each worker. */
  async beat(workerIds: readonly string[], jobs = 0): Promise<void> {
    const items = workerIds.map((workerId) => ({ workerId, currentJobCount: jobs }));
    await this.server.api.post('/heartbeat/batch', items);
  }

  create(body: Record<string, unknown>): Promise<Answer<Created>> {
    return this.server.api.post<Created>('/operations', { reason: 'CHG-77', ...body });
  }

  /** Creates an operation, and returns its id. */
  async begin(body: Record<string, unknown>): Promise<string> {
    const { status, body: answer } = await this.create(body);
    if (status !== 202) throw new Error(answer.message);
    return answer.operation.id;
  }

  /** Carries all operations on until they wait or end, and returns one of them. */
  async carriedOn(id: string): Promise<Shown> {
    // A round of the service itself may be under way, and may have begun before what the test did last.
    for (let round = 0; round < 2; round += 1) {
      await this.stepEnded(id);
      await this.server.app.get(OperationRunner).carryOn();
    }
    await this.stepEnded(id);
    return this.read(id);
  }

  async read(id: string): Promise<Shown> {
    return (await this.server.api.get<Shown>(`/operations/${id}`)).body;
  }

  control(id: string, act: string, body?: object): Promise<Answer<Created>> {
    return this.server.api.post<Created>(`/operations/${id}/${act}`, body);
  }

  /** The workers that are under an order, those with this prefix. */
  async ordered(prefix = ''): Promise<string[]> {
    const orders = await this.orders();
    return orders
      .filter(({ worker_id: name, order_kind: kind }) => kind !== null && name.startsWith(prefix))
      .map(({ worker_id: name }) => name);
  }

  private async stepEnded(id: string): Promise<void> {
    await this.server.database.query(
      'SELECT FROM worker_registration.operation WHERE id = $1 FOR NO KEY UPDATE',
      [id],
    );
  }

  /** The orders of all workers, as they are stored. */
  orders(): Promise<{ worker_id: string; presence: string; order_kind: string | null }[]> {
    return this.server.database.query(
      `SELECT w.worker_id, s.presence, s.order_kind, s.order_reason, s.order_by, s.order_since, s.order_until, s.leave_when_drained,
         s.leave_asked_by, s.leave_reason
       FROM worker_registration.worker AS w JOIN worker_registration.worker_state AS s USING (id) ORDER BY w.worker_id`,
    );
  }
}

const ACTS: Readonly<Record<string, readonly string[]>> = {
  'operation-begun': [],
  'operation-paused': ['pause'],
  'operation-resumed': ['pause', 'resume'],
  'operation-ended': ['cancel'],
};

/**
 * Returns for each type of events of an operation the requests that cause one; the operation waits for a heartbeat.
 * @param register registers a worker, and returns the API of the actor
 */
export const operationActs = (
  register: (workerId: string) => Promise<ApiClient>,
): Record<string, () => Promise<Answer<Created>>> =>
  Object.fromEntries(
    Object.entries(ACTS).map(([type, acts]) => [
      type,
      async () => {
        const api = await register(type);
        const drain = { kind: 'drain', workerIds: [type], reason: 'Repair' };
        let answer = await api.post<Created>('/operations', drain);
        for (const act of acts) answer = await api.post(`/operations/${answer.body.operation.id}/${act}`);
        return answer;
      },
    ]),
  );
