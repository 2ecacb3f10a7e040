import { Inject, Injectable } from '@nestjs/common';
import { leaseSecondsOf } from '../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import type { FleetFigures } from './fleet-figures.js';
import { Held } from './held.js';
import { StatisticsStore } from './store/statistics.store.js';

/** Counts the fleet, once for all who ask, in this process and in the others. */
@Injectable()
export class FleetCount {
  private readonly leaseSeconds: number;
  private readonly held: Held<FleetFigures>;

  constructor(
    private readonly store: StatisticsStore,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseSeconds = leaseSecondsOf(worker);
    this.held = new Held(() => store.share(this.leaseSeconds));
  }

  /** Figures that are a second old at the most, or some thirty times as old as it took to count them. */
  read(): Promise<FleetFigures> {
    return this.held.read();
  }

  /** Figures of now, for those who ask next too. */
  async renew(): Promise<FleetFigures> {
    return this.held.hold(await this.store.count(this.leaseSeconds));
  }
}
