import { Injectable } from '@nestjs/common';
import { WorkerStore } from '../../../fleet/store/worker.store.js';
import type { LiveState } from '../../../fleet/worker.js';
import { AnsweringLanes } from '../../../platform/batch/answering-lanes.js';

const AT_ONCE = 1000;

/** Reads the states of workers for answers without a write, in groups. */
@Injectable()
export class StoredStates {
  private readonly lanes = new AnsweringLanes<string, LiveState | undefined>({
    items: 'answers to heartbeats',
    keyOf: (id) => id,
    take: (waiting) => waiting.splice(0, AT_ONCE),
    work: async (batch) => {
      try {
        const states = await this.store.readLive([...new Set(batch.map(({ item }) => item))]);
        for (const { item, answer } of batch) answer(states.get(item));
      } catch (error) {
        for (const { answer } of batch) answer(error as Error);
      }
    },
  });

  constructor(private readonly store: WorkerStore) {}

  /** Returns undefined if the record is gone. */
  readState(id: string): Promise<LiveState | undefined> {
    return this.lanes.submitItem(id);
  }

  whenIdle(): Promise<void> {
    return this.lanes.whenIdle();
  }
}
