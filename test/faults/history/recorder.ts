import { FleetWatch } from '../../support/health.js';
import type { TestServer } from '../../support/test-server.js';
import { OPERATIONS, type OperationName } from '../clients/answers.js';
import { History, type Forbidden, type HistoryLine, type Told } from './history.js';
import { toldOf } from './told-of.js';

/** A client of a server that records what the server did and answered. */
export class Recorder {
  answers: Told[] = [];
  private readonly watch: FleetWatch;

  constructor(private readonly server: TestServer) {
    this.watch = new FleetWatch(server);
  }

  async call(operation: OperationName, path: Record<string, string>, body?: Record<string, unknown>) {
    const [method, template] = OPERATIONS[operation];
    const target = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name]!);
    const sentAt = Date.now();
    const answer = await this.server.api.send<Record<string, unknown>>(
      method,
      target,
      body && JSON.stringify(body),
      'application/json',
    );
    const told = toldOf({ operation, path, body, sentAt, answeredAt: Date.now() }, answer);
    if (told !== undefined) this.answers.push(told);
    return answer;
  }

  async register(workerId: string, bootId: string) {
    return this.call('register', {}, { workerId, name: workerId, maxConcurrentJobs: 4, bootId });
  }

  /** Sets back the leases of a worker, as if time had passed; what clients know stays. */
  silence(seconds: number, workerId: string): Promise<unknown> {
    return this.watch.silence(seconds, workerId);
  }

  /** Lets time pass: for the leases of a worker, and for everything that was answered. */
  async pass(seconds: number, workerId: string): Promise<void> {
    await this.silence(seconds, workerId);
    const ms = seconds * 1000;
    this.answers = this.answers.map((told) => {
      const times = { sentAt: told.sentAt - ms, answeredAt: told.answeredAt - ms };
      return told.kind === 'lease'
        ? { ...told, ...times, leaseEnd: told.leaseEnd - ms }
        : { ...told, ...times };
    });
  }

  async sweep(times = 1): Promise<void> {
    for (let sweep = 0; sweep < times; sweep += 1) await this.watch.sweep();
  }

  journal(): Promise<HistoryLine[]> {
    return this.server.database.query<HistoryLine>(
      'SELECT type, id::text, at, detail FROM worker_registration.journal WHERE id IS NOT NULL ORDER BY seq',
    );
  }

  /** Replays everything so far. */
  async replay(): Promise<Forbidden[]> {
    return replay(this.answers, await this.journal());
  }
}

export function replay(answers: readonly Told[], journal: readonly HistoryLine[]): Forbidden[] {
  const history = new History();
  for (const told of answers) history.told(told);
  return history.replay(journal);
}
