import { Inject, Injectable } from '@nestjs/common';
import { leaseSecondsOf } from '../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import type { Scope } from '../identity/scope.js';
import type { FleetFigures } from './fleet-figures.js';
import { Held } from '../platform/sharing/held.js';
import { HeldParts } from './held-parts.js';
import { StatisticsStore, type CountRules } from './store/statistics.store.js';

/** Counts the fleet once for all callers, in this process and in the other instances. */
@Injectable()
export class FleetCount {
  private readonly rules: CountRules;
  private readonly held: Held<FleetFigures>;
  private readonly parts: HeldParts<FleetFigures>;

  constructor(
    private readonly store: StatisticsStore,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.rules = { leaseSeconds: leaseSecondsOf(worker), attentionHours: worker.lostAttentionHours };
    this.held = new Held(() => store.shareFigures(this.rules));
    this.parts = new HeldParts((part) => store.countPart(this.rules, part));
  }

  /**
   * Returns figures up to one second old, or up to about thirty times the duration of the count.
   * @param part the part of the fleet to count; null for the whole fleet
   */
  readFigures(part: Scope | null = null): Promise<FleetFigures> {
    return part === null ? this.held.readValue() : this.parts.readAnswer(part);
  }

  /** Counts now, and shares the figures with later callers. */
  async renewFigures(): Promise<FleetFigures> {
    return this.held.holdValue(await this.store.countFleet(this.rules));
  }

  /** Ends the validity of the shared figures: the next caller in this process counts. */
  async expireFigures(): Promise<void> {
    await this.store.expireStatistics();
    this.held.dropValue();
    this.parts.dropAnswers();
  }
}
