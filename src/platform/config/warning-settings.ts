import { flag, numeric, type Setting } from './setting.js';

/** The kinds of warnings. */
export const WARNING_KINDS = [
  'memory-trend',
  'memory-high',
  'event-loop-lag',
  'errors',
  'lateness',
  'crash-loop',
  'capacity',
] as const;
export type WarningKind = (typeof WARNING_KINDS)[number];

/** `warnings.*`: what may break soon. */
export const warnings = {
  enabled: flag(
    true,
    'Keeps the last hour of the figures of workers, and gives [warnings](capacity.md#warnings).',
  ),
  maxWorkers: numeric(
    20_000,
    { unit: 'workers', min: 1, max: 1_000_000, whole: true },
    'Workers whose last hour is kept: those with the most memory, lag, lateness and restarts.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
