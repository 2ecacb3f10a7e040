import { Injectable } from '@nestjs/common';
import { validationFailed } from '../platform/errors/domain-error.js';
import { readQuery } from '../platform/validation/read-query.js';
import { SHORT_STEP_DAYS } from './capacity-retention.js';
import { CapacityService } from './capacity.service.js';
import type { CapacityHistoryDto, CapacityWeekDto } from './dto/history.dto.js';
import { CapacityHistoryQuery, CapacityWeekQuery } from './dto/history.query.js';
import { STEP_MINUTES } from './forecasting/ladder.js';
import { FLEET } from './pools.js';
import { CapacityStore } from './store/capacity.store.js';

const DAY_MS = 86_400_000;
const SHORT_STEPS_MS = 7 * DAY_MS;
const MAX_DAYS = 366;
const HOUR_MINUTES = 60;

/** Returns the slots of a time that has passed. */
@Injectable()
export class CapacityPast {
  constructor(
    private readonly store: CapacityStore,
    private readonly capacity: CapacityService,
  ) {}

  /** @throws DomainError `validation_failed` */
  async readHistory(query: unknown = {}): Promise<CapacityHistoryDto> {
    const asked = readQuery(CapacityHistoryQuery, query);
    const { name } = this.capacity.poolOf(asked.pool ?? FLEET);
    const now = await this.store.readClock();
    const until = new Date(
      Math.min(now.getTime(), asked.until === undefined ? Infinity : Date.parse(asked.until)),
    );
    const from = asked.from === undefined ? new Date(until.getTime() - DAY_MS) : new Date(asked.from);
    const length = until.getTime() - from.getTime();
    if (length <= 0 || length > MAX_DAYS * DAY_MS) {
      const message = `from must be before until, and up to ${MAX_DAYS} days earlier, not ${from.toISOString()}`;
      throw validationFailed([{ field: 'from', message }]);
    }
    const hasShortSteps = now.getTime() - from.getTime() <= SHORT_STEP_DAYS * DAY_MS;
    const stepMinutes = length <= SHORT_STEPS_MS && hasShortSteps ? STEP_MINUTES : HOUR_MINUTES;
    const steps = await this.store.readHistory(name, asked.zone ?? '', stepMinutes, from, until);
    return {
      ...partOf(name, asked.zone),
      from: from.toISOString(),
      until: until.toISOString(),
      stepMinutes,
      points: steps.map(({ at, workers, usable, used, peak, unmet }) => ({
        at: at.toISOString(),
        workers: rounded(workers),
        usable: rounded(usable),
        used: rounded(used),
        peak,
        unmet,
      })),
    };
  }

  /** @throws DomainError `validation_failed` */
  async readWeek(query: unknown = {}): Promise<CapacityWeekDto> {
    const asked = readQuery(CapacityWeekQuery, query);
    const { name } = this.capacity.poolOf(asked.pool ?? FLEET);
    const hours = await this.store.readWeek(name, asked.zone ?? '');
    return {
      ...partOf(name, asked.zone),
      hours: hours.map((hour) => ({ ...hour, used: rounded(hour.used), usable: rounded(hour.usable) })),
    };
  }
}

const partOf = (pool: string, zone?: string): { pool: string | null; zone: string | null } => ({
  pool: pool === FLEET ? null : pool,
  zone: zone ?? null,
});

const rounded = (slots: number): number => Math.round(slots * 10) / 10;
