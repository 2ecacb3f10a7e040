import { Injectable } from '@nestjs/common';
import { Lane } from '../platform/batch/lane.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { DescriptionCache } from './description.cache.js';
import { NamesCache } from './names.cache.js';
import { WorkerStore, type RevisedState } from './store/worker.store.js';
import type { DescribedWorker } from './overrides.js';

/** Concurrent statements: while one is answered, the next is read. */
const LANES = 2;
const AT_ONCE = 1000;

/** Everything known about one worker. */
export interface Worker {
  readonly description: DescribedWorker;
  readonly state: RevisedState;
}

interface Asked {
  readonly name: string;
  readonly resolve: (worker: Worker | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads single workers in batches: requests that arrive while a statement runs share the next one. That
 * statement begins after they arrived, so that their result is never older than the request.
 */
@Injectable()
export class WorkerReader {
  private readonly asked: Asked[] = [];
  private readonly lanes = Array.from(
    { length: LANES },
    () =>
      new Lane(
        () => this.asked.splice(0, AT_ONCE),
        (those) => this.answer(those),
      ),
  );

  constructor(
    private readonly names: NamesCache,
    private readonly store: WorkerStore,
    private readonly descriptions: DescriptionCache,
  ) {}

  /** Returns the worker with this workerId or id, or undefined. */
  readWorker(name: string): Promise<Worker | undefined> {
    return new Promise((resolve, reject) => {
      this.asked.push({ name, resolve, reject });
      for (const lane of this.lanes) lane.wake();
    });
  }

  /** @throws DomainError `worker_not_registered` */
  async readRegistered(name: string): Promise<Worker> {
    const worker = await this.readWorker(name);
    if (worker === undefined) throw new DomainError('worker_not_registered');
    return worker;
  }

  private async answer(asked: readonly Asked[]): Promise<void> {
    try {
      const workers = await this.readMany([...new Set(asked.map(({ name }) => name))]);
      for (const { name, resolve } of asked) resolve(workers.get(name));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  private async readMany(names: readonly string[]): Promise<Map<string, Worker>> {
    const states = await this.names.withFreshNames(names, (workers) =>
      this.store.readLive([...new Set([...workers.values()].map(({ id }) => id))]),
    );
    const unique = [...new Set([...states.values()].map(({ result }) => result))];
    const descriptions = await this.descriptions.readDescriptions(unique);
    const found = new Map<string, Worker>();
    for (const [name, { result: state }] of states) {
      const description = descriptions.get(state.id);
      if (description !== undefined) found.set(name, { state, description });
    }
    return found;
  }
}
