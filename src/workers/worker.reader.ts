import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { DescriptionCache } from './description.cache.js';
import { NamesCache } from './names.cache.js';
import { WorkerStore } from './store/worker.store.js';
import type { WorkerDescription, WorkerState } from './worker.js';

/** All that is known of one worker. */
export interface Worker {
  readonly description: WorkerDescription;
  readonly state: WorkerState;
}

/** Reads single workers; those asked for at the same time share one statement, and their states are always fresh. */
@Injectable()
export class WorkerReader {
  private readonly loader: DataLoader<string, Worker | undefined>;

  constructor(
    private readonly names: NamesCache,
    private readonly store: WorkerStore,
    private readonly descriptions: DescriptionCache,
  ) {
    this.loader = new DataLoader((names) => this.readMany(names), {
      cache: false,
      maxBatchSize: 1000,
      // All requests that arrived in this turn of the event loop, not only those of this tick.
      batchScheduleFn: (dispatch) => setImmediate(dispatch),
    });
  }

  /** The worker that a workerId or an id names; undefined where there is none. */
  read(name: string): Promise<Worker | undefined> {
    return this.loader.load(name);
  }

  private async readMany(names: readonly string[]): Promise<(Worker | undefined)[]> {
    const states = await this.names.withFreshNames(names, (workers) =>
      this.store.readStates([...new Set([...workers.values()].map(({ id }) => id))]),
    );
    const unique = [...new Set([...states.values()].map(({ result }) => result))];
    const descriptions = await this.descriptions.read(unique);
    return names.map((name) => {
      const state = states.get(name)?.result;
      const description = state && descriptions.get(state.id);
      return state !== undefined && description !== undefined ? { state, description } : undefined;
    });
  }
}
