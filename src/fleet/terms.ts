import type { WorkerDescription } from './worker.js';

/** Longer values can be kept but not filtered by; an index entry has a limit of its own. */
const MAX_VALUE_LENGTH = 200;

/** So many words of one worker are indexed; far more than a description has that a person wrote. */
const MAX_TERMS = 500;

export const tagTerm = (tag: string): string => `t:${tag}`;
export const zoneTerm = (zone: string): string => `z:${zone}`;
export const versionTerm = (version: string): string => `v:${version}`;

/** `java` (the worker can do it) or `java=17` (its value, or one of its values). */
export const capabilityTerm = (capability: string): string => `c:${capability}`;

const PHRASES: Readonly<Record<string, string>> = {
  t: 'tag',
  z: 'zone',
  v: 'version',
  c: 'capability',
};

/** A word as people read it: `tag gpu`. */
export const phraseOf = (term: string): string => `${PHRASES[term[0]!] ?? 'term'} ${term.slice(2)}`;

/** The words that the list filters a description by, exact and as they are. */
export function termsOf({ tags, capabilities, zone, version }: WorkerDescription): string[] {
  const terms = [
    ...tags.map(tagTerm),
    zoneTerm(zone ?? ''),
    ...(version === null ? [] : [versionTerm(version)]),
    ...capabilityTerms(capabilities),
  ];
  return [...new Set(terms)].filter((term) => term.length <= MAX_VALUE_LENGTH).slice(0, MAX_TERMS);
}

/** The words of capabilities: of each its name and, where it has one, its value. */
export function capabilityTerms(capabilities: WorkerDescription['capabilities']): string[] {
  return Object.entries(capabilities).flatMap(([name, value]) =>
    capabilityWords(name, value).map(capabilityTerm),
  );
}

/** The words of one capability: its name and, where it has them, its values. */
export function capabilityWords(name: string, value: unknown): string[] {
  if (value === false || value === null) return [];
  if (Array.isArray(value)) return [name, ...value.filter(isScalar).map((each) => `${name}=${each}`)];
  return isScalar(value) && value !== true ? [name, `${name}=${value}`] : [name];
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** What text search looks into: lower case, in one column. */
export const searchTextOf = ({ workerId, name, hostName, hostAddress }: WorkerDescription): string =>
  [workerId, name, hostName, hostAddress]
    .filter((part) => part !== null)
    .join(' ')
    .toLowerCase();
