import { pauseMs } from '../../src/agent/backoff.js';
import { nextIntervalSeconds } from '../../src/fleet/lease.js';
import { gapBefore, gapToleranceMs } from '../../src/platform/instance/gap.js';
import { effectOf, type Stretch } from '../../src/platform/instance/gap-effect.js';
import { gapsByInstance, type LedgerInstance } from '../../src/platform/instance/gap-ledger.js';
import { STEP_MS, type Fault, type World } from './gap-worlds.js';

export const LEASE_MS = 60_000;
export const INTERVAL_MS = 20_000;
const TIMEOUT_MS = 5000;
export const RULES = { intervalMs: INTERVAL_MS, retryMs: INTERVAL_MS + TIMEOUT_MS };
const TOLERANCE_MS = gapToleranceMs(LEASE_MS);
export const GONE_AFTER_MS = 10_000;
/**
 * A balancer removes an instance that has not been ready for this long: about as long as it takes to declare
 * it gone.
 */
const LEFT_AFTER_MS = 8000;

/** An instance's own state; what it shares with the others is in the ledger. */
interface Place {
  number: number;
  refusedSince: number | undefined;
  nextTick: number;
  wasKilled: boolean;
  /** As seen by a balancer. */
  unreadySince?: number | undefined;
}

/** Simulates a world in small steps. The database is available as far as an instance can reach it. */
export class Simulation {
  real = 0;
  private jumped = 0;
  private readonly instances = new Map<
    number,
    { -readonly [K in keyof LedgerInstance]: LedgerInstance[K] }
  >();
  private readonly gaps: (Stretch & { instance: number })[] = [];
  private readonly rowGaps: Stretch[] = [];
  private readonly places: readonly Place[];
  /** Current faults, and future ones, the next one last. */
  private active: Fault[] = [];
  private readonly coming: Fault[];
  private chance = 0;
  /** The worker: which instance accepted its last heartbeat, when, and its next action. */
  private heard = { by: 1, at: 0 };
  private nextAttempt = INTERVAL_MS;
  private failures = 0;
  private untried: number[] = [];
  private balancedTo = 0;
  private nextSweep: number;

  constructor(
    private readonly world: World,
    private readonly diesAt: number,
  ) {
    this.places = [0, 1].map((index) => this.begun(index + 1));
    this.nextSweep = world.sweepMs;
    this.coming = world.faults.toSorted((a, b) => b.from - a.from);
  }

  /** @returns when the worker was reported silent; undefined if it was not */
  live(untilMs: number): number | undefined {
    for (; this.real < untilMs; this.real += STEP_MS) {
      for (const { at, byMs } of this.world.jumps)
        if (at >= this.real && at < this.real + STEP_MS) this.jumped += byMs;
      this.beginFaults();
      for (const [index, place] of this.places.entries()) {
        if (this.world.knows === 'balancer') this.askIfReady(index, place);
        this.tick(index, place);
      }
      if (this.real >= this.nextSweep) {
        // Everything due during an outage happens at once, the sweep before the heartbeat: the worst order.
        const judge = this.places.find((_place, index) => this.reachesDatabase(index));
        if (judge !== undefined) {
          this.record(judge);
          if (this.isSilent()) return this.real;
          this.nextSweep = this.real + this.world.sweepMs;
        }
      }
      while (this.real >= this.nextAttempt && this.nextAttempt < this.diesAt) this.attempt();
    }
    return undefined;
  }

  private get clock(): number {
    return this.real + this.jumped;
  }

  private begun(number: number): Place {
    this.instances.set(number, { number, seenAt: this.clock, heir: null, goneAt: null });
    return { number, refusedSince: undefined, nextTick: this.real + 1000, wasKilled: false };
  }

  private beginFaults(): void {
    this.active = this.active.filter(({ from, ms }) => this.real < from + ms);
    while (this.coming.length > 0 && this.coming.at(-1)!.from <= this.real) {
      const fault = this.coming.pop()!;
      if (this.real < fault.from + fault.ms) this.active.push(fault);
    }
  }

  private suffers(index: number, kind: Fault['kind']): boolean {
    return this.active.some((each) => each.kind === kind && each.place === index);
  }

  private answers(index: number): boolean {
    return !this.suffers(index, 'killed') && !this.suffers(index, 'suspended');
  }

  private reachesDatabase(index: number): boolean {
    return this.answers(index) && !this.suffers(index, 'cut off');
  }

  /** The requests of a balancer. An instance that answers that it is not ready then knows that it refuses. */
  private askIfReady(index: number, place: Place): void {
    const isReady = this.reachesDatabase(index) && !this.suffers(index, 'refusing');
    if (isReady) place.unreadySince = undefined;
    else place.unreadySince ??= this.real;
    if (!isReady && this.answers(index)) place.refusedSince ??= this.real;
  }

  private tick(index: number, place: Place): void {
    if (this.suffers(index, 'killed')) place.wasKilled = true;
    if (!this.reachesDatabase(index)) return;
    if (place.wasKilled) Object.assign(place, this.begun(Math.max(...this.instances.keys()) + 1));
    if (this.real < place.nextTick) return;
    place.nextTick = this.real + 1000;
    this.record(place);
    place.refusedSince = undefined;
    if (Math.floor(this.real / 1000) % 10 === place.number % 10) this.declareGone(place);
  }

  private record(place: Place): void {
    const me = this.instances.get(place.number)!;
    const now = this.clock;
    const refusedForMs = place.refusedSince === undefined ? undefined : this.real - place.refusedSince;
    const gap = gapBefore({ lastSeen: me.seenAt, now, refusedForMs, toleranceMs: TOLERANCE_MS });
    if (now < me.seenAt) this.settle();
    if (gap !== undefined) this.note(gap, place.number);
    Object.assign(me, { seenAt: now, heir: null, goneAt: null });
  }

  /** As record-gap.sql: a gap that begins soon after the last one ended extends that one. */
  private note(gap: Stretch, instance: number): void {
    const last = this.gaps.findLast((each) => each.instance === instance);
    const isSoon = last !== undefined && last.until <= gap.until && gap.from - last.until <= TOLERANCE_MS;
    if (isSoon) Object.assign(last, { until: gap.until });
    else this.gaps.push({ ...gap, instance });
  }

  /** The clock was set back: no time is left in the future. */
  private settle(): void {
    const now = this.clock;
    for (const gap of [...this.gaps, ...this.rowGaps])
      Object.assign(gap, { from: Math.min(gap.from, now), until: Math.min(gap.until, now) });
  }

  private declareGone({ number }: Place): void {
    const now = this.clock;
    for (const other of this.instances.values())
      if (other.number !== number && other.heir === null && Math.abs(now - other.seenAt) > GONE_AFTER_MS) {
        this.gaps.push({ from: Math.min(other.seenAt, now), until: now, instance: other.number });
        Object.assign(other, { heir: number, goneAt: now });
      }
  }

  private isSilent(): boolean {
    const now = this.clock;
    const ledger = {
      now,
      instances: [...this.instances.values()],
      gaps: this.gaps,
      toleranceMs: TOLERANCE_MS,
    };
    // As judge-workers.sql with a lease of the future.
    this.heard.at = Math.min(this.heard.at, now);
    if (now - this.heard.at <= LEASE_MS) return false;
    const { own, others } = gapsByInstance(ledger).get(this.heard.by)!;
    const gaps = { own: [...own, ...this.rowGaps], others };
    const effect = effectOf(gaps, LEASE_MS, { now, horizon: -1e9 }, RULES)!;
    return this.heard.at < effect.aliveSince;
  }

  /** One request of the worker to one instance, and the time of the next one. */
  private attempt(): void {
    if (this.untried.length === 0) this.untried = this.servers();
    const index = this.untried.shift()!;
    const refusal = this.refusal(index);
    if (refusal === undefined) {
      this.heard = { by: this.places[index]!.number, at: this.clock };
      this.failures = 0;
      this.untried = [];
      this.nextAttempt = this.real + nextIntervalSeconds(INTERVAL_MS / 1000, this.random()) * 1000;
      return;
    }
    let pause = 0;
    if (this.untried.length === 0) {
      this.failures += 1;
      const bounds = { firstMs: 500, longestMs: INTERVAL_MS };
      pause = Math.max(1000, pauseMs(this.failures, bounds, this.random()));
    }
    this.nextAttempt = this.real + Math.max(STEP_MS, refusal + pause);
  }

  /** How long the refusal takes; undefined if the heartbeat is accepted. */
  private refusal(index: number): number | undefined {
    const place = this.places[index]!;
    if (!this.answers(index)) return this.random() < 0.5 ? 0 : TIMEOUT_MS;
    if (this.suffers(index, 'cut off') || this.suffers(index, 'refusing')) {
      place.refusedSince ??= this.real;
      return 0;
    }
    if (this.suffers(0, 'row locked') || this.suffers(1, 'row locked')) {
      this.rowGaps.push({ from: this.clock, until: this.clock });
      return 0;
    }
    return undefined;
  }

  private servers(): number[] {
    if (this.world.knows === 'one') return [0];
    if (this.world.knows === 'both') return this.random() < 0.5 ? [0, 1] : [1, 0];
    const unwell = (index: number): boolean =>
      this.real - (this.places[index]!.unreadySince ?? Infinity) >= LEFT_AFTER_MS;
    if (unwell(this.balancedTo)) this.balancedTo = 1 - this.balancedTo;
    else if (this.random() < 0.3)
      this.balancedTo = unwell(1 - this.balancedTo) ? this.balancedTo : 1 - this.balancedTo;
    return [this.balancedTo];
  }

  private random(): number {
    const { chances } = this.world;
    return chances[(this.chance += 1) % chances.length]!;
  }
}

/**
 * Real time since a moment in which heartbeats could not be accepted, by any instance, including granted
 * extensions.
 */
export function excusedMs({ faults, jumps }: World, since: number): number {
  const granted = RULES.retryMs + 2 * GONE_AFTER_MS + 2000;
  const stretches = faults
    .map(({ from, ms }) => ({ from: from - 2000, until: from + ms + granted }))
    .filter(({ until }) => until > since)
    .toSorted((a, b) => a.from - b.from);
  let [sum, end] = [0, since];
  for (const { from, until } of stretches) {
    if (until > end) sum += until - Math.max(from, end);
    end = Math.max(end, until);
  }
  // A clock that is set back starts the lease again.
  return sum + jumps.filter(({ at }) => at >= since - LEASE_MS).length * (LEASE_MS + granted);
}
