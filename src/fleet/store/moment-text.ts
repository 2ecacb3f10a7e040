import { types } from 'pg';
import type { Moment } from '../worker.js';

/** The format of a session in UTC, the usual setting of PostgreSQL; it is converted by cutting the text. */
const USUAL = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;

const parse = types.getTypeParser(types.builtins.TIMESTAMPTZ) as (text: string) => Date;

/** Converts a timestamptz from the text that PostgreSQL sends. */
export function momentOf(text: string): Moment {
  if (!USUAL.test(text)) return parse(text).toISOString();
  const millis = text.slice(20, -3).slice(0, 3).padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${millis}Z`;
}
