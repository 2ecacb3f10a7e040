import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { guardThresholdsOf, type GuardThresholds } from '../fleet/guard-thresholds.js';
import { Suspicion } from '../fleet/suspicion.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { RepeatingTask } from '../platform/scheduling/repeating-task.js';
import { SystemStatisticsService } from '../statistics/system-statistics.service.js';
import { widespreadLateness } from './widespread.js';

const READ_INTERVAL_MS = 5000;
/** Without assignments for this long the figures are not read, as they are not needed. */
const NEEDED_MS = 60_000;

/**
 * Finds out in which zones lateness is widespread, from the shared figures of the fleet. Statements that assign jobs get
 * the result as a parameter, so that they need not count. Older figures do no harm: until they are renewed, the zone gets
 * fewer jobs.
 */
@Injectable()
export class ZoneWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('ZoneWatch');
  private readonly rules: GuardThresholds;
  private task: RepeatingTask | undefined;

  constructor(
    private readonly statistics: SystemStatisticsService,
    private readonly suspicion: Suspicion,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.rules = guardThresholdsOf(worker);
  }

  onApplicationBootstrap(): void {
    this.task = new RepeatingTask(READ_INTERVAL_MS, this.logger, async () => {
      if (performance.now() - this.suspicion.assignedAt < NEEDED_MS) await this.readLateness();
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.task?.stop();
  }

  /** Reads the figures now. */
  async readLateness(): Promise<void> {
    const { health, zones } = await this.statistics.readFigures();
    this.suspicion.widespread = widespreadLateness(health, zones, this.rules);
  }
}
