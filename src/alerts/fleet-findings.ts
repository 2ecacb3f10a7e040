import type { AlertRule } from '../platform/config/alert-settings.js';
import type { SystemStatisticsDto } from '../statistics/system-statistics.dto.js';
import type { Findings } from './findings.js';
import { freeCapacitySentence, systemHealthSentence } from './sentences.js';

/** The key of the only subject of a fleet rule. */
const FLEET = '';

type FleetRule = Extract<AlertRule, { kind: 'system-health' | 'free-capacity' }>;

export const isOnFleet = (rule: AlertRule): rule is FleetRule =>
  rule.kind === 'system-health' || rule.kind === 'free-capacity';

/** Evaluates a fleet rule on the system statistics. */
export function fleetFindings(rule: FleetRule, statistics: SystemStatisticsDto): Findings {
  const { value, summary } = figureOf(rule, statistics);
  const holds = value < rule.below;
  return {
    value,
    total: holds ? 1 : 0,
    subjects: new Map(holds ? [[FLEET, { since: null, reason: summary }]] : []),
    summary,
  };
}

function figureOf(rule: FleetRule, statistics: SystemStatisticsDto): Pick<Findings, 'value' | 'summary'> {
  const { systemHealthPercentage, availableCapacity, totalCapacity } = statistics;
  if (rule.kind === 'free-capacity')
    return {
      value: availableCapacity,
      summary: freeCapacitySentence(rule, availableCapacity, totalCapacity),
    };
  const summary = systemHealthSentence(rule, systemHealthPercentage, statistics);
  return { value: systemHealthPercentage, summary };
}
