import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { inBatches } from '../platform/scheduling/in-batches.js';
import { counted } from '../platform/text/counted.js';
import { WorkerStore } from './store/worker.store.js';

const BATCH = 2000;

/** Drops the records of workers that left long ago; see `inactive-retention-days`. */
@Injectable()
export class Purge implements OnApplicationBootstrap {
  private readonly logger = new Logger('Purge');

  constructor(
    private readonly store: WorkerStore,
    private readonly duties: Duties,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    const { cleanupIntervalMs } = this.settings.worker;
    this.duties.start({
      name: 'purge',
      intervalMs: cleanupIntervalMs,
      run: async () => void (await this.purge()),
    });
  }

  /** @returns how many records were dropped */
  async purge(): Promise<number> {
    const days = this.settings.worker.inactiveRetentionDays;
    const purged = await inBatches(BATCH, (size) => this.store.purge(days, size));
    if (purged > 0)
      this.logger.log(`${counted(purged, 'record')} purged, absent for ${counted(days, 'day')} or longer`);
    return purged;
  }
}
