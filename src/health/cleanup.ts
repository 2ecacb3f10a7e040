import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { counted } from '../platform/text/counted.js';
import { toThreePlaces } from '../platform/text/three-places.js';
import type { CleanupAnswerDto } from './dto/cleanup.dto.js';
import { CleanupStore, type FailedWorkerRow } from './store/cleanup.store.js';
import { SystemStatisticsService } from '../statistics/system-statistics.service.js';
import { SweepMetrics } from './sweep-metrics.js';

/** Maximum number of workers that one transaction cleans up. */
const BATCH = 2000;

/** Maximum number of workers of an operation; a cleanup of more is listed by several. */
const MAX_IN_OPERATION = 100_000;

/** Maximum number of workers that an answer names; all are counted. */
const MAX_NAMED = 1000;

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Cleans up workers that are FAILED for longer than `cleanup-threshold-minutes`. */
@Injectable()
export class Cleanup implements OnApplicationBootstrap {
  private readonly logger = new Logger('Cleanup');
  private readonly minutes: number;
  private readonly reason: string;

  constructor(
    private readonly store: CleanupStore,
    private readonly duties: Duties,
    private readonly metrics: SweepMetrics,
    private readonly statistics: SystemStatisticsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.minutes = settings.worker.cleanupThresholdMinutes;
    this.reason = `FAILED for longer than ${timeText(this.minutes)}`;
  }

  onApplicationBootstrap(): void {
    const { cleanupIntervalMs } = this.settings.worker;
    this.duties.addDuty({
      name: 'cleanup',
      intervalMs: cleanupIntervalMs,
      run: async () => void (await this.cleanUp('service')),
    });
  }

  /**
   * @param actor the caller's name in the journal
   * @param only ids of the workers that may be cleaned up; all unless given
   */
  async cleanUp(actor: string, only?: readonly string[]): Promise<CleanupAnswerDto> {
    const operations: string[] = [];
    const next = (after: string, began: Date | null, total: number): Promise<FailedWorkerRow[]> => {
      if (total % MAX_IN_OPERATION === 0) operations.push(uuidv7());
      return this.store.cleanUp(this.minutes, after, BATCH, {
        actor,
        began,
        only: only ?? null,
        operation: operations.at(-1)!,
        reason: this.reason,
        mostWorkers: MAX_IN_OPERATION,
      });
    };
    const answer = await this.collect(next, operations);
    this.metrics.cleanUp(answer.total);
    if (answer.total > 0) {
      this.logger.log(answer.message);
      await this.statistics.expireFigures();
    }
    return answer;
  }

  /** Reports what a cleanup would do now; changes nothing. */
  previewCleanup(): Promise<CleanupAnswerDto> {
    return this.collect((after) => this.store.previewCleanup(this.minutes, after, BATCH));
  }

  private async collect(
    next: (after: string, run: Date | null, total: number) => Promise<FailedWorkerRow[]>,
    operations?: readonly string[],
  ): Promise<CleanupAnswerDto> {
    const named: FailedWorkerRow[] = [];
    let total = 0;
    let run: Date | null = null;
    for (let after = BEFORE_ALL, full = true; full; ) {
      const rows = await next(after, run, total);
      full = rows.length === BATCH;
      after = rows.at(-1)?.id ?? after;
      run = rows.at(-1)?.run ?? run;
      total += rows.length;
      named.push(...rows.slice(0, MAX_NAMED - named.length));
    }
    const dryRun = operations === undefined;
    const what = dryRun ? 'would be cleaned up' : 'cleaned up';
    return {
      success: true,
      message: `${counted(total, 'worker')} ${what}: ${this.reason}`,
      dryRun,
      total,
      run: run?.toISOString() ?? null,
      operations: operations?.slice(0, Math.ceil(total / MAX_IN_OPERATION)) ?? [],
      workers: named.map((row) => ({
        id: row.id,
        workerId: row.worker_id,
        zone: row.zone,
        failedSince: row.health_since.toISOString(),
        failedMinutes: row.failed_seconds / 60,
        reason: row.last_error,
      })),
    };
  }
}

/** Settings in minutes may be fractions, which are long. */
const timeText = (minutes: number): string =>
  minutes < 1 ? counted(toThreePlaces(minutes * 60), 'second') : counted(toThreePlaces(minutes), 'minute');
