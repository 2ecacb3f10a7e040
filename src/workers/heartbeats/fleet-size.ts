import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SystemStatisticsService } from '../../statistics/system-statistics.service.js';
import { Suspicion } from '../../fleet/suspicion.js';
import { RepeatingTask } from '../../platform/scheduling/repeating-task.js';

/** One lookup by primary key; the figures behind it change once per sweep. */
const READ_INTERVAL_MS = 5000;

/** Keeps the known size of the fleet up to date, by which intervals are chosen. */
@Injectable()
export class FleetSize implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('FleetSize');
  private task: RepeatingTask | undefined;

  constructor(
    private readonly statistics: SystemStatisticsService,
    private readonly suspicion: Suspicion,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.task = new RepeatingTask(READ_INTERVAL_MS, this.logger, () => this.read());
    await this.task.run();
  }

  async onModuleDestroy(): Promise<void> {
    await this.task?.stop();
  }

  private async read(): Promise<void> {
    this.suspicion.workers = await this.statistics.lastPresent();
  }
}
