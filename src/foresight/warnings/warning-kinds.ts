/** The kinds of warnings, each with the method by which it is found. */
export const WARNING_METHODS = {
  'memory-trend':
    'Median of the slopes between all pairs of the last hour (Theil–Sen); a quarter of the slopes is below the lower quartile',
  'memory-high': 'Memory of at least 95 %',
  'event-loop-lag':
    'Median of the last five minutes, beside the usual lag: exponential mean (EWMA) of the minutes before, and their median deviation (MAD)',
  errors: 'Errors a minute of the last ten minutes (Theil–Sen), beside those of the minutes before',
  lateness: 'Worst recent lateness of heartbeats at each hour of the last day: at least doubled',
  'crash-loop': 'Minutes of the last hour in which the worker restarted',
  capacity: 'Forecast of used slots at 95 %, beside the usable slots',
} as const satisfies Record<string, string>;

export type WarningKind = keyof typeof WARNING_METHODS;

export const WARNING_KINDS = Object.keys(WARNING_METHODS) as readonly WarningKind[];

/** What became of a warning. Void: an order, or more slots, came before it could happen. */
export const WARNING_OUTCOMES = ['right', 'wrong', 'void'] as const;
export type WarningOutcome = (typeof WARNING_OUTCOMES)[number];
