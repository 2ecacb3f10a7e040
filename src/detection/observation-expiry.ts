import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { inBatches } from '../platform/scheduling/in-batches.js';
import { ObservationStore } from './store/observation.store.js';

/** Maximum number of rows per statement. */
const BATCH = 5000;

/** Deletes reports of schedulers that no longer count, at each `cleanup-interval-ms`. */
@Injectable()
export class ObservationExpiry implements OnApplicationBootstrap {
  private readonly intervalMs: number;

  constructor(
    private readonly store: ObservationStore,
    private readonly duties: Duties,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.intervalMs = worker.cleanupIntervalMs;
  }

  onApplicationBootstrap(): void {
    const run = async (): Promise<void> => void (await this.dropExpired());
    this.duties.addDuty({ name: 'expire-observations', intervalMs: this.intervalMs, run });
  }

  /** @returns the number of deleted reports */
  dropExpired(): Promise<number> {
    return inBatches(BATCH, (size) => this.store.expireObservations(size));
  }
}
