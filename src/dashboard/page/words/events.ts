import type { JournalEvent } from '../api/types.js';
import type { Tone } from './tones.js';

type Sentence = (detail: Record<string, unknown>) => string;

/** The tone and the sentence of each event. Types that are not listed are shown by name. */
const EVENTS: Readonly<Record<string, readonly [Tone, Sentence]>> = {
  registered: ['ok', () => 'registered for the first time'],
  're-registered': ['info', ({ outcome }) => `registered again (${text(outcome)})`],
  replaced: ['info', () => 'was replaced by a new record'],
  'came-back': ['ok', ({ from }) => `came back with a heartbeat${after(' after it was ', lower(from))}`],
  reached: ['ok', () => 'answered a probe'],
  'token-issued': ['info', () => 'got a new token'],
  'credentials-revoked': ['warn', () => 'had all its credentials revoked'],
  draining: ['rest', () => 'will leave when its jobs are done'],
  deregistered: ['gone', ({ reason }) => `left${after(': ', reason)}`],
  'order-given': [
    'rest',
    ({ kind, reason }) =>
      `was ordered ${kind === 'DRAINING' ? 'to drain' : 'into maintenance'}${after(': ', reason)}`,
  ],
  'order-lifted': [
    'ok',
    ({ kind, now }) =>
      now === 'DRAINING'
        ? 'is no longer under that order, and drains to leave, as before'
        : `is no longer ${kind === 'DRAINING' ? 'draining' : 'in maintenance'}`,
  ],
  suspected: [
    'warn',
    ({ reporters }) =>
      `became suspect by reports of ${reporters === 1 ? '1 scheduler' : `${text(reporters)} schedulers`}`,
  ],
  unhealthy: ['warn', ({ error }) => `became unhealthy${after(': ', error)}`],
  failed: ['bad', ({ error }) => `failed${after(': ', error)}`],
  recovered: ['ok', () => 'recovered'],
  'cleaned-up': ['bad', () => 'is lost: it was cleaned up after it had failed for too long'],
  'loss-acknowledged': ['gone', ({ reason }) => `had its loss acknowledged${after(': ', reason)}`],
  restored: [
    'info',
    ({ from, reason }) => `is expected again after it was ${lower(from)}${after(': ', reason)}`,
  ],
  'operation-begun': [
    'rest',
    ({ kind, workers, reason }) =>
      `Operation ${text(kind)} began on ${workersOf(workers)}${after(': ', reason)}`,
  ],
  'operation-paused': ['warn', ({ kind }) => `Operation ${text(kind)} was paused`],
  'operation-resumed': ['info', ({ kind }) => `Operation ${text(kind)} was resumed`],
  'operation-ended': [
    'info',
    ({ kind, state, done, workers }) =>
      `Operation ${text(kind)} ${state === 'expired' ? 'passed its deadline' : `is ${text(state)}`}: done with ${text(done)} of ${workersOf(workers)}`,
  ],
  'guard-engaged': ['bad', ({ zone, scope }) => `A guard holds ${place(scope, zone)}`],
  'guard-ended': ['ok', ({ zone, scope }) => `The guard over ${place(scope, zone)} ended`],
  'guard-held': [
    'bad',
    ({ zone, scope, reason }) => `A guard holds ${place(scope, zone)} by order${after(': ', reason)}`,
  ],
  'guard-released': [
    'warn',
    ({ zone, scope, reason }) => `The guard over ${place(scope, zone)} was released${after(': ', reason)}`,
  ],
  'guard-spent': ['bad', ({ zone, scope }) => `The guard over ${place(scope, zone)} timed out`],
  'alert-firing': ['bad', ({ rule }) => `Alert ${text(rule)} fires`],
  'alert-resolved': ['ok', ({ rule }) => `Alert ${text(rule)} is resolved`],
  'alert-muted': ['rest', ({ rule }) => `Alert ${text(rule)} was muted`],
  'alert-unmuted': ['info', ({ rule }) => `Alert ${text(rule)} is no longer muted`],
  'job-assigned': ['info', ({ jobId }) => `was assigned job ${text(jobId)}`],
  'job-ended': ['info', ({ jobId }) => `ended job ${text(jobId)}`],
  'job-released': ['warn', ({ jobId, reason }) => `lost job ${text(jobId)}${after(': ', reason)}`],
  'api-key-made': ['info', ({ name }) => `API key ${text(name)} was created`],
  'api-key-revoked': ['info', ({ name }) => `API key ${text(name)} was revoked`],
  'join-token-made': ['info', ({ name }) => `Join token ${text(name)} was created`],
  'join-token-revoked': ['info', ({ name }) => `Join token ${text(name)} was revoked`],
  deleted: ['gone', () => 'was deleted'],
  purged: ['gone', () => 'was purged, long after it had left'],
};

/** The groups of types by which the journal is filtered. */
export const EVENT_GROUPS: readonly string[] = [
  'registration',
  'health',
  'guard',
  'orders',
  'operations',
  'jobs',
  'alerts',
  'access',
];

export const EVENT_TYPES = Object.keys(EVENTS);

export const toneOf = ({ type }: JournalEvent): Tone => EVENTS[type]?.[0] ?? 'info';

/** Returns the text after the worker's name; a whole sentence for an event of the service. */
export const sentenceOf = ({ type, detail }: JournalEvent): string => EVENTS[type]?.[1](detail) ?? type;

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const workersOf = (count: unknown): string => (count === 1 ? '1 worker' : `${text(count)} workers`);

const lower = (value: unknown): string => text(value).toLowerCase().replaceAll('_', ' ');

const after = (before: string, value: unknown): string => (text(value) === '' ? '' : before + text(value));

function place(scope: unknown, zone: unknown): string {
  if (scope === 'fleet') return 'the whole fleet';
  return text(zone) === '' ? 'the workers without a zone' : `zone ${text(zone)}`;
}
