import { Injectable } from '@nestjs/common';
import { lifeOf, type Caller } from './caller.js';
import { isInScope, withinScope } from './worker-scope.js';
import type { Life } from '../identity.service.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { FenceVerdict } from '../../fleet/fence.js';
import { NamesCache } from '../../fleet/names.cache.js';
import { aheadError, requireFits, supersededError } from '../../fleet/refusal.js';
import { WorkerReader, type Worker } from '../../fleet/worker.reader.js';

/** Result of a fenced statement. */
interface Judged {
  readonly fence: FenceVerdict;
}

/**
 * Finds the record that a call is about: for a worker's token the record that it names, whatever record has
 * the workerId now; for any other call the record of that name. Limited keys find no worker outside their
 * scope.
 */
@Injectable()
export class FencedWorkers {
  constructor(
    private readonly names: NamesCache,
    private readonly reader: WorkerReader,
  ) {}

  /**
   * Runs a statement that checks the fence on the row that it locks.
   * @param work returns undefined if there is no record with that id
   * @throws DomainError `worker_not_registered`, `superseded`
   */
  async changeWorker<T extends Judged>(
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
   * Reads the current worker.
   * @throws DomainError `worker_not_registered`; `superseded` if the caller's token has an older incarnation
   */
  async readWorker(name: string, caller: Caller): Promise<Worker> {
    const life = lifeOf(caller);
    if (life !== undefined) return this.ofRecord(life, () => this.readOwn(life));
    return withinScope(caller, async () => {
      const worker = await this.reader.readRegistered(name);
      if (!isInScope(worker.description, caller)) throw new DomainError('worker_not_registered');
      return worker;
    });
  }

  /** Returns why a token has no record: a newer one has replaced it, or the worker is unknown. */
  async explainMissing({ id, workerId }: Life): Promise<DomainError> {
    const other = await this.names.findFresh(workerId);
    if (other === undefined) return new DomainError('worker_not_registered');
    // Ids are UUIDs v7: they are ordered by creation.
    return other.id < id ? aheadError() : supersededError();
  }

  private async ofRecord<T>(life: Life, work: (id: string) => Promise<T | undefined>): Promise<T> {
    const result = await work(life.id);
    if (result === undefined) throw await this.explainMissing(life);
    return result;
  }

  private async readOwn({ id, incarnation }: Life): Promise<Worker | undefined> {
    const worker = await this.reader.readWorker(id);
    if (worker === undefined || worker.state.id !== id) return undefined;
    const { incarnation: current } = worker.state;
    requireFits(incarnation === current ? null : incarnation < current ? 'superseded' : 'ahead', true);
    return worker;
  }
}
