import type { EventType } from './event-groups.js';

/** What a sentence is about: decides its colour and its sign. */
export type EventTone = 'ok' | 'warn' | 'bad' | 'rest' | 'info' | 'gone';

type Detail = Readonly<Record<string, unknown>>;

/** The part of an event that its sentence is made of. */
export interface DescribedEvent {
  readonly type: string;
  readonly workerId: string | null;
  readonly detail: Detail;
}

type Saying = readonly [EventTone, (detail: Detail) => string];

/** The sentence of each type: after the name of its worker, or a whole one for an event of the service. */
const SAYINGS: Readonly<Record<EventType, Saying>> = {
  registered: ['ok', () => 'registered for the first time'],
  're-registered': ['info', ({ outcome }) => `registered again${inBrackets(outcome)}`],
  replaced: ['info', () => 'was replaced by a new record'],
  'came-back': ['ok', ({ from }) => CAME_BACK[text(from)] ?? `came back with a heartbeat`],
  reached: ['ok', () => 'answered a probe'],
  'token-issued': ['info', () => 'got a new token'],
  'credentials-revoked': ['warn', ({ reason }) => `had all credentials revoked${after(': ', reason)}`],
  draining: ['rest', () => 'will leave when its jobs are done'],
  deregistered: ['gone', ({ reason }) => `left${after(': ', reason)}`],
  'order-given': [
    'rest',
    ({ kind, reason }) => `was ${ORDERED[text(kind)] ?? 'ordered'}${after(': ', reason)}`,
  ],
  'order-lifted': [
    'ok',
    ({ kind, now, reason }) =>
      text(now) === 'DRAINING'
        ? 'had an order lifted; it still leaves when its jobs are done'
        : `is no longer ${text(kind) === 'DRAINING' ? 'draining' : 'in maintenance'}${after(': ', reason)}`,
  ],
  overridden: ['rest', ({ set, removed, reason }) => `${overrideText(set, removed)}${after(': ', reason)}`],
  suspected: ['warn', ({ reporters }) => `became suspect by reports of ${counted(reporters, 'scheduler')}`],
  unhealthy: ['warn', ({ error }) => `became unhealthy${after(': ', error)}`],
  failed: ['bad', ({ error }) => `failed${after(': ', error)}`],
  recovered: ['ok', () => 'recovered'],
  'cleaned-up': ['bad', () => 'was lost: it had failed for too long'],
  'loss-acknowledged': ['gone', ({ reason }) => `had its loss acknowledged${after(': ', reason)}`],
  restored: [
    'info',
    ({ from, reason }) => `is expected again after it was ${text(from).toLowerCase()}${after(': ', reason)}`,
  ],
  'operation-begun': [
    'rest',
    ({ kind, workers, reason }) =>
      `Operation ${text(kind)} began on ${counted(workers, 'worker')}${after(': ', reason)}`,
  ],
  'operation-paused': ['warn', ({ kind }) => `Operation ${text(kind)} was paused`],
  'operation-resumed': ['info', ({ kind }) => `Operation ${text(kind)} was resumed`],
  'operation-ended': [
    'info',
    ({ kind, state, done, workers }) =>
      `Operation ${text(kind)} ${text(state) === 'expired' ? 'passed its deadline' : `is ${text(state)}`}: done with ${text(done)} of ${counted(workers, 'worker')}`,
  ],
  'guard-engaged': ['bad', (detail) => `The guard holds ${placeOf(detail)}`],
  'guard-ended': ['ok', (detail) => `The guard over ${placeOf(detail)} ended`],
  'guard-held': [
    'bad',
    (detail) => `The guard holds ${placeOf(detail)} by order${after(': ', detail['reason'])}`,
  ],
  'guard-released': [
    'warn',
    (detail) => `The guard over ${placeOf(detail)} was released${after(': ', detail['reason'])}`,
  ],
  'guard-spent': ['bad', (detail) => `The guard over ${placeOf(detail)} timed out`],
  'warning-began': [
    'warn',
    ({ sentence, pool }) => `${pool === undefined ? 'has a warning' : 'Warning'}: ${text(sentence)}`,
  ],
  'warning-ended': [
    'info',
    ({ sentence, pool }) =>
      `${pool === undefined ? 'no longer has a warning' : 'Warning ended'}: ${text(sentence)}`,
  ],
  'alert-firing': ['bad', ({ rule, summary }) => `Alert ${text(rule)} fires${after(': ', summary)}`],
  'alert-resolved': ['ok', ({ rule, summary }) => `Alert ${text(rule)} is resolved${after(': ', summary)}`],
  'alert-muted': ['rest', ({ rule, reason }) => `Alert ${text(rule)} was muted${after(': ', reason)}`],
  'alert-unmuted': ['info', ({ rule }) => `Alert ${text(rule)} is no longer muted`],
  'job-assigned': ['info', ({ jobId }) => `was assigned job ${text(jobId)}`],
  'job-ended': ['info', ({ jobId }) => `ended job ${text(jobId)}`],
  'job-released': ['warn', ({ jobId, reason }) => `lost job ${text(jobId)}${after(': ', reason)}`],
  'api-key-made': ['info', ({ name }) => `API key ${text(name)} was created`],
  'api-key-revoked': ['info', ({ name }) => `API key ${text(name)} was revoked`],
  'session-begun': ['info', () => 'A user signed in'],
  'session-ended': ['info', () => 'A session ended'],
  'join-token-made': ['info', ({ name }) => `Join token ${text(name)} was created`],
  'join-token-revoked': ['info', ({ name }) => `Join token ${text(name)} was revoked`],
  'signing-keys-rotated': ['warn', () => 'The signing keys were rotated'],
  deleted: ['gone', () => 'was deleted'],
  purged: ['gone', () => 'was purged, long after it had left'],
};

const CAME_BACK: Readonly<Record<string, string>> = {
  EXPECTED: 'sent its first heartbeat',
  LOST: 'came back with a heartbeat after it was lost',
  LEFT: 'came back with a heartbeat after it had left',
};

const ORDERED: Readonly<Record<string, string>> = {
  DRAINING: 'drained',
  MAINTENANCE: 'put into maintenance',
};

const sayingOf = (type: string): Saying | undefined =>
  Object.hasOwn(SAYINGS, type) ? SAYINGS[type as EventType] : undefined;

export const toneOf = ({ type }: Pick<DescribedEvent, 'type'>): EventTone => sayingOf(type)?.[0] ?? 'info';

/** Returns the text after the name of the worker; a whole sentence for an event of the service. */
export const sentenceOf = ({ type, detail }: Pick<DescribedEvent, 'type' | 'detail'>): string =>
  sayingOf(type)?.[1](detail) ?? type;

/** Returns the text after a number of workers that all did or suffered the same. */
export const sentenceOfMany = (event: Pick<DescribedEvent, 'type' | 'detail'>): string => {
  const [said, ...reason] = sentenceOf(event).split(': ');
  const many = said!
    .replace(/^was /, 'were ')
    .replace(/^is /, 'are ')
    .replaceAll(/\bits\b/g, 'their')
    .replaceAll(/\bit was\b/g, 'they were')
    .replaceAll(/\bit had\b/g, 'they had')
    .replaceAll(/\bit still leaves\b/g, 'they still leave');
  return [many, ...reason].join(': ');
};

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const after = (before: string, value: unknown): string => (text(value) === '' ? '' : before + text(value));

const inBrackets = (value: unknown): string => (text(value) === '' ? '' : ` (${text(value)})`);

const counted = (value: unknown, noun: string): string => `${text(value)} ${noun}${value === 1 ? '' : 's'}`;

/** "had capacity set to 8 and its own zone restored". */
function overrideText(set: unknown, removed: unknown): string {
  const values = Object.entries((set ?? {}) as Detail).map(
    ([name, value]) => `${name} set to ${Array.isArray(value) ? value.join(', ') || 'none' : text(value)}`,
  );
  const own = Array.isArray(removed) ? removed.map((name) => `its own ${text(name)} restored`) : [];
  return `had ${[...values, ...own].join(' and ')}`;
}

function placeOf({ scope, zone }: Detail): string {
  if (scope === 'fleet') return 'the whole fleet';
  return text(zone) === '' ? 'the workers without a zone' : `zone ${text(zone)}`;
}
