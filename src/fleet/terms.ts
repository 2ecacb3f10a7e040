import type { WorkerDescription } from './worker.js';

/** Longer values are stored but cannot be filtered by; index entries have a maximum size. */
const MAX_VALUE_LENGTH = 200;

/** Maximum number of indexed terms per worker; far more than any description written by a person has. */
const MAX_TERMS = 500;

export const tagTerm = (tag: string): string => `t:${tag}`;
export const zoneTerm = (zone: string): string => `z:${zone}`;
export const versionTerm = (version: string): string => `v:${version}`;

/** `java` (the worker has it) or `java=17` (this value, or it among its values). */
export const capabilityTerm = (capability: string): string => `c:${capability}`;

const PHRASES: Readonly<Record<string, string>> = {
  t: 'tag',
  z: 'zone',
  v: 'version',
  c: 'capability',
};

/** Returns a term in readable form: `tag gpu`. */
export const phraseOf = (term: string): string => `${PHRASES[term[0]!] ?? 'term'} ${term.slice(2)}`;

/** Returns the terms by which the list filters a description, exact and unchanged. */
export function termsOf({ tags, capabilities, zone, version }: WorkerDescription): string[] {
  const terms = [
    ...tags.map(tagTerm),
    zoneTerm(zone ?? ''),
    ...(version === null ? [] : [versionTerm(version)]),
    ...capabilityTerms(capabilities),
  ];
  return [...new Set(terms)].filter((term) => term.length <= MAX_VALUE_LENGTH).slice(0, MAX_TERMS);
}

/** Returns the terms of capabilities: of each its name and, if it has one, its value. */
export function capabilityTerms(capabilities: WorkerDescription['capabilities']): string[] {
  return Object.entries(capabilities).flatMap(([name, value]) =>
    capabilityWords(name, value).map(capabilityTerm),
  );
}

/** Returns the terms of one capability: its name and, if it has some, its values. */
export function capabilityWords(name: string, value: unknown): string[] {
  if (value === false || value === null) return [];
  if (Array.isArray(value)) return [name, ...value.filter(isScalar).map((each) => `${name}=${each}`)];
  return isScalar(value) && value !== true ? [name, `${name}=${value}`] : [name];
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** Returns the text for text search: lower case, in one column. */
export const searchTextOf = ({ workerId, name, hostName, hostAddress }: WorkerDescription): string =>
  [workerId, name, hostName, hostAddress]
    .filter((part) => part !== null)
    .join(' ')
    .toLowerCase();
