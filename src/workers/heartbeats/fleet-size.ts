import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SystemStatisticsService } from '../../statistics/system-statistics.service.js';
import { DomainError } from '../../platform/errors/domain-error.js';

/** One lookup by primary key; the figures behind it change once per sweep. */
const READ_INTERVAL_MS = 5000;

/** The last known size of the fleet, without a query. */
@Injectable()
export class FleetSize implements OnApplicationBootstrap, OnModuleDestroy {
  /** Number of present workers; 0 before the first count. */
  present = 0;
  private readonly logger = new Logger('FleetSize');
  private interval: NodeJS.Timeout | undefined;
  private reading: Promise<void> | undefined;

  constructor(private readonly statistics: SystemStatisticsService) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.read();
    this.interval = setInterval(() => void (this.reading ??= this.read()), READ_INTERVAL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.interval);
    await this.reading;
  }

  private async read(): Promise<void> {
    try {
      this.present = await this.statistics.lastPresent();
    } catch (error) {
      // Outages of the database are already reported elsewhere.
      if (!(error instanceof DomainError)) this.logger.error(error);
    } finally {
      this.reading = undefined;
    }
  }
}
