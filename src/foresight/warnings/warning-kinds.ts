import type { WarningKind } from '../../platform/config/warning-settings.js';

/** The method by which warnings of each kind are found. */
export const WARNING_METHODS: Readonly<Record<WarningKind, string>> = {
  'memory-trend':
    'Median of the slopes between all pairs of minutes of the last hour (Theil–Sen), and their lower quartile',
  'memory-high': 'Memory of at least 95 %',
  'event-loop-lag':
    'Median of the last seven minutes, beside what is usual: the exponential mean (EWMA) of the first half of the hour, and its median deviation (MAD), of logarithms',
  errors:
    'Errors in steps of five minutes over the last hour: at least three times as many, and the lower quartile of the slopes of their logarithms (Theil–Sen)',
  lateness:
    'Worst recent lateness of heartbeats at each of the last ten hours: at least doubled, and the lower quartile of the slopes of its logarithms (Theil–Sen)',
  'crash-loop':
    'Minutes of the last hour in which the worker restarted: at least four, and one in the last 20 minutes',
  capacity: 'Forecast of used slots, halfway between p50 and p95 (about 80 %), beside the usable slots',
};

/** What became of a warning. Void: an order, or more slots, came before it could happen. */
export const WARNING_OUTCOMES = ['right', 'wrong', 'void'] as const;
export type WarningOutcome = (typeof WARNING_OUTCOMES)[number];
