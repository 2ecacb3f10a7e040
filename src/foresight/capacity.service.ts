import { Injectable } from '@nestjs/common';
import { validationFailed } from '../platform/errors/domain-error.js';
import { HeldAnswers } from '../platform/sharing/held-answers.js';
import { readQuery } from '../platform/validation/read-query.js';
import type { CapacityDto, LeaveAdviceDto, ShortageDto, SlotsNowDto } from './dto/capacity.dto.js';
import { CapacityQuery, DEFAULT_HORIZON_MINUTES } from './dto/capacity.query.js';
import { forecastOf, type Outlook } from './outlook.js';
import { Leavers } from './leavers.js';
import { FLEET, Pools, type Pool } from './pools.js';
import { PoolForecasts } from './pool-forecasts.js';
import { slotsOf, withoutWithdrawn, zoneOf, type PoolSlots } from './slots.js';
import { CapacityStore, type CapacityRow } from './store/capacity.store.js';
import { wantedOf } from './wanted.js';

const MAX_ADVISED = 20;
const MAX_SHORTAGES = 20;
const MAX_ZONES = 100;
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Which pool or zone, and how far ahead. */
interface Question {
  readonly pool: Pool;
  /** '' for the whole pool. */
  readonly zone: string;
  readonly horizonMinutes: number;
}

/** Whether there will be enough slots, and what to do about it: advice, on which nothing acts by itself. */
@Injectable()
export class CapacityService {
  private readonly held: HeldAnswers<Question, CapacityDto>;
  /** The first forecast of a zone takes long: whole pools do not wait for it. */
  private readonly heldOfZones: HeldAnswers<Question, CapacityDto>;
  /** One count serves all pools. */
  private readonly counts: HeldAnswers<object, CapacityRow[]>;

  constructor(
    private readonly store: CapacityStore,
    private readonly pools: Pools,
    private readonly forecasts: PoolForecasts,
    private readonly leavers: Leavers,
  ) {
    [this.held, this.heldOfZones] = [this.newAnswers(), this.newAnswers()];
    this.counts = new HeldAnswers(
      () => this.store.countCapacity(),
      () => 'all',
    );
  }

  /** @throws DomainError `validation_failed` */
  async readCapacity(query: unknown = {}): Promise<CapacityDto> {
    const asked = readQuery(CapacityQuery, query);
    const { pool = FLEET, zone = '', horizonMinutes = DEFAULT_HORIZON_MINUTES } = asked;
    const answers = zone === '' ? this.held : this.heldOfZones;
    return answers.readAnswer({ pool: this.poolOf(pool), zone, horizonMinutes: Number(horizonMinutes) });
  }

  /** Returns the capacity of the whole fleet and of each pool. */
  async readAll(horizonMinutes = DEFAULT_HORIZON_MINUTES): Promise<CapacityDto[]> {
    const answers: CapacityDto[] = [];
    for (const pool of this.pools.all)
      answers.push(await this.held.readAnswer({ pool, zone: '', horizonMinutes }));
    return answers;
  }

  /** The next caller counts: an operator changed what is counted. */
  expireFigures(): void {
    this.held.dropAnswers();
    this.heldOfZones.dropAnswers();
    this.counts.dropAnswers();
  }

  /** @throws DomainError `validation_failed` for an unknown pool */
  poolOf(name: string): Pool {
    const pool = this.pools.findPool(name);
    if (pool !== undefined) return pool;
    const { names } = this.pools;
    const known = names.length === 0 ? 'the settings have no pools' : `must be one of ${names.join(', ')}`;
    throw validationFailed([{ field: 'pool', message: `Pool ${JSON.stringify(name)} is unknown; ${known}` }]);
  }

  private newAnswers(): HeldAnswers<Question, CapacityDto> {
    return new HeldAnswers(
      (question) => this.answer(question),
      ({ pool, zone, horizonMinutes }) => JSON.stringify([pool.name, zone, horizonMinutes]),
    );
  }

  private async answer({ pool, zone, horizonMinutes }: Question): Promise<CapacityDto> {
    const [now, rows, withdrawals, rates] = await Promise.all([
      this.store.readClock(),
      this.counts.readAnswer({}),
      this.store.countWithdrawals(),
      this.store.readUnmetRates([pool.name]),
    ]);
    const slots = slotsOf(rows, pool.name, MAX_ZONES);
    const part = zone === '' ? slots : { ...slots, ...zoneOf(rows, pool.name, zone) };
    const unmetPerMinute = zone === '' ? (rates.get(pool.name) ?? 0) : 0;
    const history = await this.forecasts.readForecast(pool.name, zone, now);
    const outlook = forecastOf(history, {
      now,
      horizonMinutes,
      startMinutes: pool.minutesToStart,
      usable: part.usable,
      used: part.used,
    });
    const bounds = zone === '' ? pool : { ...pool, minWorkers: 0 };
    const wanted = wantedOf(bounds, { ...part, ...outlook.peak, refused: Math.ceil(unmetPerMinute) });
    return {
      pool: pool.name === FLEET ? null : pool.name,
      zone: zone === '' ? null : zone,
      pools: this.pools.names,
      now: nowOf(part, unmetPerMinute),
      forecast: outlook.forecast,
      wanted,
      leave:
        zone === ''
          ? await this.adviseLeave(pool, withoutWithdrawn(rows, withdrawals), wanted.workers, now)
          : null,
      runsOutAt: outlook.runsOutAt?.toISOString() ?? null,
      shortages: shortagesOf(outlook),
      generatedAt: now.toISOString(),
    };
  }

  /** @param remaining the slots of all pools, without workers that leave already */
  private async adviseLeave(
    pool: Pool,
    remaining: readonly CapacityRow[],
    wanted: number,
    now: Date,
  ): Promise<LeaveAdviceDto> {
    const count = Math.max(0, slotsOf(remaining, pool.name, 0).workers - wanted);
    const workers = await this.leavers.chooseLeavers(pool, remaining, Math.min(count, MAX_ADVISED), now);
    return { count, workers };
  }
}

const nowOf = ({ byZone: _zones, ...slots }: PoolSlots, unmetPerMinute: number): SlotsNowDto => ({
  ...slots,
  unmetPerMinute: Math.round(unmetPerMinute * 100) / 100,
});

const shortagesOf = ({ shortages }: Outlook): ShortageDto[] =>
  [...shortages]
    .sort((a, b) => b.slots - a.slots)
    .slice(0, MAX_SHORTAGES)
    .map(({ hour: place, slots }) => {
      const [day, hour] = [DAYS[Math.floor(place / 24)]!, place % 24];
      return { day, hour, slots, sentence: `Short by ${slots} slots on ${day} ${hour}:00` };
    });
