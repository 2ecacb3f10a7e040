import type { Beat } from './beat.js';

type Column = Exclude<keyof Beat, 'droppedJobs'>;

/** In the order of the parameters of `sql/beats.sql`. */
const COLUMNS: readonly Column[] = [
  'id',
  'bootId',
  'incarnation',
  'status',
  'message',
  'currentJobCount',
  'availableCapacity',
  'cpuUsage',
  'memoryUsage',
  'errorCount',
  'eventLoopLagMs',
  'count',
  'shown',
];

/**
 * Heartbeats as lists of their fields, as the statements take them. A list in which nobody reports anything is NULL:
 * neither side then has to write or read it.
 */
export function beatColumns(beats: readonly Beat[], columns = COLUMNS): (unknown[] | null)[] {
  return columns.map((name) => {
    const values = beats.map((beat) => fitted(name, beat[name]));
    return values.every((value) => value === null || value === false) ? null : values;
  });
}

function fitted(name: Column, value: Beat[Column]): unknown {
  if (value === undefined) return null;
  // PostgreSQL's `real` is single precision, and refuses what is too small for it instead of rounding it to 0.
  if (name === 'cpuUsage' || name === 'memoryUsage') return Math.fround(value as number);
  return name === 'eventLoopLagMs' ? Math.round(value as number) : value;
}
