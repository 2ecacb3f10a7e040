import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { guardDto, type GuardRules } from './guard-words.js';
import { SummaryStore } from './store/summary.store.js';
import type { GuardDto } from './guard.dto.js';

/** The settings that decide what happens to silent workers after a guard. */
export const guardRulesOf = ({ worker }: Settings): GuardRules => ({
  thresholdPercent: worker.guardThresholdPercent,
  maxMinutes: worker.guardMaxMinutes,
  sweepIntervalMs: worker.healthCheckIntervalMs,
  maxFailures: worker.maxConsecutiveFailures,
  cleanupMinutes: worker.cleanupThresholdMinutes,
  releaseJobsAfter: worker.releaseJobsAfter,
});

/** Reads the guards as answers show them. */
@Injectable()
export class GuardsService {
  private readonly rules: GuardRules;

  constructor(
    private readonly store: SummaryStore,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.rules = guardRulesOf(settings);
  }

  async readGuards(): Promise<GuardDto[]> {
    return (await this.store.readGuards()).map((guard) => guardDto(guard, this.rules));
  }
}
