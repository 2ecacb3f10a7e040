import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { setImmediate as turn } from 'node:timers/promises';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { counted } from '../../platform/text/counted.js';
import { CapacityService } from '../capacity.service.js';
import { capacitySign, FARTHEST_MINUTES } from './signs/capacity.js';
import { signsOf } from './signs/signs.js';
import { TrendStore, type RestlessRow } from './store/trend.store.js';
import { WarningStore, type FoundSign } from './store/warning.store.js';

/** Name of the duty that looks for warnings. */
export const WATCH = 'watch-trends';
/** A trend has a figure for each minute. */
const MINUTE_MS = 60_000;
/** Trends that are looked at before other work gets its turn. */
const SLICE = 20;
/** Maximum number of warnings at a time; those expected soonest. */
const MAX_SIGNS = 2000;

/** Looks for what may break soon, once a minute for all instances; and judges earlier warnings. */
@Injectable()
export class WarningWatch implements OnApplicationBootstrap {
  private readonly logger = new Logger('Warnings');

  constructor(
    private readonly trends: TrendStore,
    private readonly warnings: WarningStore,
    private readonly capacity: CapacityService,
    private readonly duties: Duties,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.warnings.enabled)
      this.duties.addDuty({ name: WATCH, intervalMs: MINUTE_MS, run: () => this.recordWarnings() });
  }

  /** Records the figures of a minute, and writes the warnings that they give. */
  async recordWarnings(): Promise<void> {
    const rows = await this.trends.recordTrends(this.settings.warnings.maxWorkers);
    const signs = [...(await this.signsOfWorkers(rows)), ...(await this.signsOfPools())];
    signs.sort((a, b) => (a.expectedIn ?? Infinity) - (b.expectedIn ?? Infinity) || 0);
    const { began } = await this.warnings.writeWarnings(signs.slice(0, MAX_SIGNS));
    if (began > 0) this.logger.warn(`${counted(began, 'new warning')}; see GET /warnings`);
    await this.warnings.judgeWarnings();
  }

  private async signsOfWorkers(rows: readonly RestlessRow[]): Promise<FoundSign[]> {
    const signs: FoundSign[] = [];
    for (const [index, { id, worker_id, zone, is_contested, ...trend }] of rows.entries()) {
      if (index % SLICE === SLICE - 1) await turn();
      for (const sign of signsOf(trend))
        if (sign.kind !== 'crash-loop' || !is_contested) signs.push({ ...sign, worker: id, worker_id, zone });
    }
    return signs;
  }

  private async signsOfPools(): Promise<FoundSign[]> {
    const capacities = await this.capacity.readAll(FARTHEST_MINUTES);
    return capacities.flatMap((capacity) => {
      const sign = capacitySign(capacity);
      return sign === undefined ? [] : [{ ...sign, pool: capacity.pool ?? '' }];
    });
  }
}
