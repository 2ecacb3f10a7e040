import { Inject, Injectable } from '@nestjs/common';
import { leaseSecondsOf } from '../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import type { FleetFigures } from './fleet-figures.js';
import { Held } from './held.js';
import { StatisticsStore, type CountRules } from './store/statistics.store.js';

/** Counts the fleet once for all callers, in this process and in the other instances. */
@Injectable()
export class FleetCount {
  private readonly rules: CountRules;
  private readonly held: Held<FleetFigures>;

  constructor(
    private readonly store: StatisticsStore,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.rules = { leaseSeconds: leaseSecondsOf(worker), attentionHours: worker.lostAttentionHours };
    this.held = new Held(() => store.share(this.rules));
  }

  /** Returns figures up to one second old, or up to about thirty times the duration of the count. */
  read(): Promise<FleetFigures> {
    return this.held.read();
  }

  /** Counts now, and shares the figures with later callers. */
  async renew(): Promise<FleetFigures> {
    return this.held.hold(await this.store.count(this.rules));
  }

  /** Ends the validity of the shared figures: the next caller in this process counts. */
  async expire(): Promise<void> {
    await this.store.expire();
    this.held.drop();
  }
}
