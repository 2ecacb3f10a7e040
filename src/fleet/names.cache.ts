import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Instance } from '../platform/instance/instance.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { NamesLookup } from './names-lookup.js';
import { WorkerStore, type WorkerNames } from './store/worker.store.js';

/**
 * About 5 MB. Four times as many made the process 60 MB larger, and batches to a million workers 5 % cheaper.
 */
const MAX_NAMES = 25_000;

/**
 * Probability that a name replaces another one when the cache is full. Workers of a larger fleet send
 * heartbeats in turn: storing each name would drop it just before it is used again, while a few that stay are
 * hits every time.
 */
const ADMISSION = 1 / 16;

/**
 * Maps names to workers. Ids are never reused, so an entry is wrong only if its record is gone: callers that
 * find no record for an entry call {@link NamesCache.forgetNames} and look it up again.
 */
@Injectable()
export class NamesCache {
  /** Lookups of names: how many were cached, how many had to be read. */
  readonly asked = { known: 0, unknown: 0 };
  private readonly known = new LRUCache<string, WorkerNames>({ max: MAX_NAMES });
  private readonly lookup: NamesLookup;

  constructor(store: WorkerStore, instance: Instance) {
    this.lookup = new NamesLookup(store);
    // Heartbeats by name must wait until the name is known.
    instance.watchWaiting(() => this.lookup.since);
  }

  /** Returns the workers by name; names without a record are missing. */
  async findWorkers(names: readonly string[]): Promise<Map<string, WorkerNames>> {
    const found = new Map<string, WorkerNames>();
    const missing = new Set<string>();
    for (const name of names) {
      const worker = this.known.get(name);
      if (worker !== undefined) found.set(name, worker);
      else if (isAddressable(name)) missing.add(name);
    }
    this.asked.known += found.size;
    this.asked.unknown += missing.size;
    if (missing.size === 0) return found;
    const there = await this.lookup.findNames([...missing]);
    for (const name of missing) {
      const worker = there.get(name);
      if (worker === undefined) continue;
      if (this.known.size < MAX_NAMES || Math.random() < ADMISSION) this.remember(name, worker);
      found.set(name, worker);
    }
    return found;
  }

  /** Looks one name up, ignoring the cache. */
  async findFresh(name: string): Promise<WorkerNames | undefined> {
    this.forgetNames([name]);
    return (await this.findWorkers([name])).get(name);
  }

  /** Whether a name is cached; asks nothing. */
  isCached(name: string): boolean {
    return this.known.has(name);
  }

  forgetNames(names: Iterable<string>): void {
    for (const name of names) this.known.delete(name);
  }

  /**
   * Looks names up, does the work by id, and repeats it for names whose record is gone.
   * @param known results of a lookup just before
   */
  async withFreshNames<T>(
    names: readonly string[],
    work: (workers: ReadonlyMap<string, WorkerNames>) => Promise<ReadonlyMap<string, T>>,
    known?: ReadonlyMap<string, WorkerNames>,
  ): Promise<Map<string, { worker: WorkerNames; result: T }>> {
    const answers = new Map<string, { worker: WorkerNames; result: T }>();
    let pending = [...new Set(names)];
    for (let attempt = 0; attempt < 2 && pending.length > 0; attempt += 1) {
      const workers =
        attempt === 0 && known !== undefined ? among(pending, known) : await this.findWorkers(pending);
      const results = workers.size === 0 ? new Map<string, T>() : await work(workers);
      for (const [name, worker] of workers) {
        const result = results.get(worker.id);
        if (result !== undefined) answers.set(name, { worker, result });
      }
      pending = [...workers.keys()].filter((name) => !answers.has(name));
      this.forgetNames(pending);
    }
    return answers;
  }

  /**
   * Does the same for one worker.
   * @param known result of a lookup just before
   * @throws DomainError `worker_not_registered` if there is no record, or the work finds none
   */
  async withWorker<T>(
    name: string,
    work: (id: string, workerId: string) => Promise<T | undefined>,
    known?: ReadonlyMap<string, WorkerNames>,
  ): Promise<T> {
    const workOnAll = async (workers: ReadonlyMap<string, WorkerNames>): Promise<Map<string, T>> => {
      const { id, workerId } = workers.get(name)!;
      const result = await work(id, workerId);
      return result === undefined ? new Map() : new Map([[id, result]]);
    };
    const answers = await this.withFreshNames([name], workOnAll, known);
    const answer = answers.get(name);
    if (answer === undefined) throw new DomainError('worker_not_registered');
    return answer.result;
  }

  /** Stores the text of the row if it is equal: that of a request may keep the whole request in memory. */
  private remember(name: string, worker: WorkerNames): void {
    this.known.set(worker.workerId === name ? worker.workerId : name, worker);
  }
}

function among(
  names: readonly string[],
  known: ReadonlyMap<string, WorkerNames>,
): ReadonlyMap<string, WorkerNames> {
  const found = new Map<string, WorkerNames>();
  for (const name of names) {
    const worker = known.get(name);
    if (worker !== undefined) found.set(name, worker);
  }
  return found;
}

/** No record has any other name; a query would be an error for some of them (NUL) and useless for all. */
const isAddressable = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/.test(name);
