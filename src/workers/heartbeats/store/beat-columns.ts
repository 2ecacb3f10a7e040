import type { Beat } from './beat.js';

type Column = Exclude<keyof Beat, 'droppedJobs' | 'by' | 'proved' | 'unwritten' | 'unwrittenLate'>;

/** What a heartbeat reports. */
const REPORTED: readonly Column[] = [
  'status',
  'message',
  'currentJobCount',
  'availableCapacity',
  'cpuUsage',
  'memoryUsage',
  'errorCount',
  'eventLoopLagMs',
];

/** In the order of the parameters of `sql/beats.sql`, without `late`, which follows later. */
const COLUMNS: readonly Column[] = ['id', 'bootId', 'incarnation', ...REPORTED, 'count', 'shown', 'scope'];

/**
 * Returns heartbeats as lists of their fields, for the statements. A list without any value is NULL: neither
 * side then has to write or read it.
 */
export function beatColumns(beats: readonly Beat[], columns = COLUMNS): (string | null)[] {
  return columns.map((name) => {
    let list = '';
    let says = false;
    for (const beat of beats) {
      const text = textOf(name, fieldOf(beat, name));
      says ||= text !== 'NULL';
      list += list === '' ? text : `,${text}`;
    }
    return says ? `{${list}}` : null;
  });
}

/** Returns a single heartbeat as the values of `sql/beat.sql`. */
export const beatValues = (beat: Beat): (string | null)[] =>
  COLUMNS.map((name) => {
    const value = fieldOf(beat, name);
    return value === undefined ? null : valueOf(name, value);
  });

/** Returns what a heartbeat reports, as it is stored: equal texts for equal reports. */
export function reportText(beat: Beat): string {
  let text = '';
  for (const name of REPORTED) text += `${textOf(name, beat[name])},`;
  return text;
}

/** Earlier heartbeats that were answered without a write are counted with the next one. */
const fieldOf = (beat: Beat, name: Column): Beat[Column] =>
  name === 'count' ? beat.count + (beat.unwritten ?? 0) : beat[name];

/** Returns one element of an array in PostgreSQL's syntax. */
function textOf(name: Column, value: Beat[Column]): string {
  if (value === undefined) return 'NULL';
  const text = valueOf(name, value);
  if (typeof value !== 'string') return text;
  return SPECIAL.test(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

function valueOf(name: Column, value: Exclude<Beat[Column], undefined>): string {
  // PostgreSQL's `real` is single precision, and refuses too small numbers instead of rounding them to 0.
  if (name === 'cpuUsage' || name === 'memoryUsage') return String(Math.fround(toTwoPlaces(value as number)));
  // Rounds up: a lag that exceeds the setting by less than a millisecond exceeds it.
  return String(name === 'eventLoopLagMs' ? Math.ceil(value as number) : value);
}

/** Rounded like all percentages. */
const toTwoPlaces = (percent: number): number => Math.round(percent * 100) / 100;

const SPECIAL = /["\\]/;
