import type { Beat } from './beat.js';

type Column = Exclude<keyof Beat, 'droppedJobs' | 'by' | 'proved'>;

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
  'scope',
];

/**
 * Heartbeats as lists of their fields, as the statements take them. A list in which nobody reports anything is NULL:
 * neither side then has to write or read it.
 */
export function beatColumns(beats: readonly Beat[], columns = COLUMNS): (string | null)[] {
  return columns.map((name) => {
    let list = '';
    let says = false;
    for (const beat of beats) {
      const text = textOf(name, beat[name]);
      says ||= text !== 'NULL';
      list += list === '' ? text : `,${text}`;
    }
    return says ? `{${list}}` : null;
  });
}

/** One element of an array, as PostgreSQL reads it. */
function textOf(name: Column, value: Beat[Column]): string {
  if (value === undefined || value === false) return 'NULL';
  if (typeof value === 'string')
    return SPECIAL.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : `"${value}"`;
  // PostgreSQL's `real` is single precision, and refuses what is too small for it instead of rounding it to 0.
  if (name === 'cpuUsage' || name === 'memoryUsage') return String(Math.fround(toTwoPlaces(value as number)));
  // Up: a lag that is over the setting by less than a millisecond is over it.
  return String(name === 'eventLoopLagMs' ? Math.ceil(value as number) : value);
}

/** As all percentages are shown. */
const toTwoPlaces = (percent: number): number => Math.round(percent * 100) / 100;

const SPECIAL = /["\\]/;
