import type { Absence, Health, Presence, Status, Summary } from '../api/types.js';

/** The tone of a text: the colour of its word, and the shape of the sign beside it. */
export type Tone = 'ok' | 'warn' | 'bad' | 'rest' | 'info' | 'gone';

export const STATUS_TONES: Readonly<Record<Status, Tone>> = {
  ACTIVE: 'ok',
  IDLE: 'ok',
  BUSY: 'info',
  MAINTENANCE: 'rest',
  DRAINING: 'rest',
  ERROR: 'bad',
  INACTIVE: 'gone',
};

export const HEALTH_TONES: Readonly<Record<Health, Tone>> = {
  HEALTHY: 'ok',
  UNHEALTHY: 'warn',
  FAILED: 'bad',
};

export const OVERALL_TONES: Readonly<Record<Summary['overall'], Tone>> = {
  HEALTHY: 'ok',
  EMPTY: 'gone',
  DEGRADED: 'warn',
  CRITICAL: 'bad',
};

/** The page shows `In maintenance`; MAINTENANCE is for programs. */
export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  ACTIVE: 'Active',
  IDLE: 'Idle',
  BUSY: 'Busy',
  MAINTENANCE: 'Maintenance',
  DRAINING: 'Draining',
  ERROR: 'Error',
  INACTIVE: 'Inactive',
};

export const HEALTH_WORDS: Readonly<Record<Health, string>> = {
  HEALTHY: 'Healthy',
  UNHEALTHY: 'Unhealthy',
  FAILED: 'Failed',
};

export const PRESENCE_WORDS: Readonly<Record<Presence, string>> = {
  EXPECTED: 'Expected',
  PRESENT: 'Present',
  LOST: 'Lost',
  LEFT: 'Left',
};

/** A loss is bad until it is acknowledged. */
export const absenceTone = (presence: Presence, absence: Absence | null): Tone =>
  presence === 'LOST' && absence?.acknowledged == null ? 'bad' : 'gone';

export const ORDER_WORDS = { DRAINING: 'Draining', MAINTENANCE: 'Maintenance', NONE: 'None' } as const;

export const ORDERS = Object.keys(ORDER_WORDS) as (keyof typeof ORDER_WORDS)[];
export const PRESENCES = Object.keys(PRESENCE_WORDS) as Presence[];
export const STATUSES = Object.keys(STATUS_TONES) as Status[];
export const HEALTHS = Object.keys(HEALTH_TONES) as Health[];
