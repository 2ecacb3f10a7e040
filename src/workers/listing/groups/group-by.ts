import { valuesOf } from '../../../platform/validation/query-rules.js';
import { text, type Rule } from '../../../platform/validation/rule.js';
import { notThis } from '../../../platform/validation/shown.js';

/** Fields by which workers are grouped. */
export const GROUP_FIELDS = ['zone', 'version', 'host', 'presence'] as const;
export type GroupField = (typeof GROUP_FIELDS)[number];

/** A field, or whether the worker has a tag. */
export type GroupBy = { readonly field: GroupField } | { readonly tag: string };

/** More would make groups of a worker each. */
export const MAX_GROUP_FIELDS = 3;

const TAG = 'tag:';
const TAG_RULE = text('the tag', { max: 100 });

const isField = (name: string): name is GroupField => GROUP_FIELDS.some((field) => field === name);

/** What groups are made by: up to three fields, or tags as `tag:gpu`, separated by commas. */
export const groupByRule: Rule = {
  schema: {
    type: 'array',
    minItems: 1,
    maxItems: MAX_GROUP_FIELDS,
    items: { type: 'string', pattern: `^(${GROUP_FIELDS.join('|')}|${TAG}.{1,100})$` },
  },
  check: (value) => {
    const isText = typeof value === 'string' || (Array.isArray(value) && value.every(isString));
    if (!isText) return `by must be text${notThis(value)}`;
    const names = valuesOf(value);
    const fault = names.map(faultOf).find((each) => each !== undefined);
    if (fault !== undefined) return fault;
    if (names.length < 1 || names.length > MAX_GROUP_FIELDS || new Set(names).size < names.length)
      return `by must be one to ${MAX_GROUP_FIELDS} different values${notThis(value)}`;
    return undefined;
  },
};

const isString = (value: unknown): value is string => typeof value === 'string';

function faultOf(name: string): string | undefined {
  if (isField(name)) return undefined;
  if (!name.startsWith(TAG) || name === TAG)
    return `by must be ${GROUP_FIELDS.join(', ')} or tag:<tag>${notThis(name)}`;
  return TAG_RULE.check(name.slice(TAG.length));
}

/** Reads a value that the rule allows. */
export const readGroupBy = (value: string | readonly string[]): GroupBy[] =>
  valuesOf(typeof value === 'string' ? value : [...value]).map((name) =>
    isField(name) ? { field: name } : { tag: name.slice(TAG.length) },
  );

/** Returns the name of a value of `by`. */
export const nameOf = (by: GroupBy): string => ('field' in by ? by.field : `${TAG}${by.tag}`);
