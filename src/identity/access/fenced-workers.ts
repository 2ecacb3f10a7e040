import { Injectable } from '@nestjs/common';
import { lifeOf, type Caller } from './caller.js';
import { isInScope, withinScope } from './worker-scope.js';
import type { Life } from '../identity.service.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { FenceVerdict } from '../../fleet/fence.js';
import { NamesCache } from '../../fleet/names.cache.js';
import { aheadError, requireFits, supersededError } from '../../fleet/refusal.js';
import { WorkerReader, type Worker } from '../../fleet/worker.reader.js';

/** What a fenced statement found. */
interface Judged {
  readonly fence: FenceVerdict;
}

/**
 * Leads each call to the record that it is about: a worker's token to the record that it names, whatever has the workerId
 * by now; any other call to the record of that name. A limited key is led to no worker outside its scope.
 */
@Injectable()
export class FencedWorkers {
  constructor(
    private readonly names: NamesCache,
    private readonly reader: WorkerReader,
  ) {}

  /**
   * Runs a statement that judges the fence on the row that it locks.
   * @param work undefined where there is no record of that id
   * @throws DomainError `worker_not_registered`, `superseded`
   */
  async change<T extends Judged>(
    name: string,
    caller: Caller,
    work: (id: string) => Promise<T | undefined>,
  ): Promise<T> {
    const life = lifeOf(caller);
    return withinScope(caller, async () => {
      const result =
        life === undefined ? await this.names.withWorker(name, work) : await this.ofRecord(life, work);
      requireFits(result.fence, life !== undefined);
      return result;
    });
  }

  /**
   * Reads a worker, as it is now.
   * @throws DomainError `worker_not_registered`; `superseded` where the caller's token is of an older incarnation
   */
  async read(name: string, caller: Caller): Promise<Worker> {
    const life = lifeOf(caller);
    if (life !== undefined) return this.ofRecord(life, () => this.readOwn(life));
    return withinScope(caller, async () => {
      const worker = await this.reader.readRegistered(name);
      if (!isInScope(worker.description, caller)) throw new DomainError('worker_not_registered');
      return worker;
    });
  }

  /** Why there is no record behind a token: a newer one has its place, or the worker is not known here. */
  async missing({ id, workerId }: Life): Promise<DomainError> {
    const other = await this.names.findFresh(workerId);
    if (other === undefined) return new DomainError('worker_not_registered');
    // Ids are UUIDs v7: their order is the order in which the records were made.
    return other.id < id ? aheadError() : supersededError();
  }

  private async ofRecord<T>(life: Life, work: (id: string) => Promise<T | undefined>): Promise<T> {
    const result = await work(life.id);
    if (result === undefined) throw await this.missing(life);
    return result;
  }

  private async readOwn({ id, incarnation }: Life): Promise<Worker | undefined> {
    const worker = await this.reader.read(id);
    if (worker === undefined || worker.state.id !== id) return undefined;
    const { incarnation: current } = worker.state;
    requireFits(incarnation === current ? null : incarnation < current ? 'superseded' : 'ahead', true);
    return worker;
  }
}
