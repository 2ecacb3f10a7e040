import { ALERT_PARTS, alertRules, alertWebhooks } from './alert-settings.js';
import { auth } from './auth-settings.js';
import { oidc } from './oidc-settings.js';
import { otel } from './otel-settings.js';
import { server } from './server-settings.js';
import { tls } from './tls-settings.js';
import {
  flag,
  intervalMs,
  list,
  MAX_TIMER_MINUTES,
  minutes,
  numeric,
  oneOf,
  optionalFlag,
  optionalUrl,
  structured,
  text,
  type Setting,
} from './setting.js';

const days = (fallback: number, meaning: string) =>
  numeric(fallback, { unit: 'days', min: 1, max: 36_500 }, meaning);
const percent = (fallback: number, meaning: string) =>
  numeric(fallback, { unit: 'percent', min: 1, max: 100, whole: false }, meaning);

/** `jobscheduler.worker.*`: how workers register, live and are watched. */
const worker = {
  heartbeatTimeoutMinutes: minutes(
    5,
    'The lease: how long a worker counts as alive without a further heartbeat.',
  ),
  heartbeatIntervalSeconds: numeric(
    30,
    { unit: 'seconds', min: 0.05, max: 86_400, whole: false },
    'The interval between heartbeats that workers are told; each answer differs from it by up to a tenth.',
  ),
  maxHeartbeatsPerSecond: numeric(
    10_000,
    { unit: 'heartbeats a second', min: 1, max: 10_000_000 },
    'The told interval grows with the fleet so that its heartbeats stay under this rate, but never past a third of the timeout.',
  ),
  healthCheckIntervalMs: intervalMs(120_000, 'The time between two sweeps.'),
  cleanupThresholdMinutes: minutes(15, 'How long a worker is FAILED before it is cleaned up.'),
  cleanupIntervalMs: intervalMs(900_000, 'The time between two cleanups.'),
  autoRecoveryEnabled: flag(true, 'A worker that passes all checks again recovers by itself.'),
  maxConsecutiveFailures: numeric(
    3,
    { unit: 'failures', min: 1, max: 1000 },
    'Failed checks in a row that make a worker FAILED.',
  ),
  maxRegistrationAttempts: numeric(
    3,
    { unit: 'failed attempts', min: 1, max: 1_000_000 },
    'Failed registrations of one workerId from one address, after which further attempts are refused.',
  ),
  registrationRetryDelayMinutes: minutes(
    60,
    'How long they are refused, counted from the last failure.',
    MAX_TIMER_MINUTES,
  ),
  maxAddressFailures: numeric(
    100,
    { unit: 'failed attempts', min: 1, max: 1_000_000 },
    'Failed registrations from one client address, whatever the workerId, within the window below.',
  ),
  addressFailureWindowMinutes: minutes(10, 'The window of that wider limit.', MAX_TIMER_MINUTES),
  maxConcurrentJobsLimit: numeric(
    100,
    { unit: 'jobs', min: 1, max: 1_000_000 },
    'The most that maxConcurrentJobs may be.',
  ),
  minLoadFactor: numeric(
    0.1,
    { unit: 'load', min: 0.001, max: 1000, whole: false },
    'The least that workerLoadFactor may be.',
  ),
  maxLoadFactor: numeric(
    2,
    { unit: 'load', min: 0.001, max: 1000, whole: false },
    'The most that workerLoadFactor may be.',
  ),
  cacheDurationSeconds: numeric(
    300,
    { unit: 'seconds', min: 1, max: 86_400 },
    'How long a description stays in the cache.',
  ),
  healthCacheDurationSeconds: numeric(
    600,
    { unit: 'seconds', min: 1, max: 86_400 },
    'How long the last statistics are shown, marked stale, while the database is away.',
  ),
  identity: oneOf(
    'worker-id',
    ['worker-id', 'host-name', 'host-address'],
    'The field that identifies a worker; with another than worker-id, workerId may be left out.',
  ),
  reconnectEnabled: flag(true, 'Offline workers are dialled until they answer.'),
  reconnectIntervalMs: intervalMs(30_000, 'The time between two rounds of probes.'),
  reconnectTimeoutMs: intervalMs(3000, 'How long one probe may take.'),
  reconnectMaxBackoffMs: intervalMs(300_000, 'The longest pause between two probes of one worker.'),
  reconnectConcurrency: numeric(
    64,
    { unit: 'probes', min: 1, max: 10_000 },
    'Probes under way at once in one process.',
  ),
  reconnectAllow: list(
    ['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
    'a list of CIDRs such as 10.0.0.0/8',
    'Where probes may go. Loopback is left out unless given where server.host is another address; cloud metadata and link-local addresses are never dialled.',
  ),
  guardEnabled: flag(true, 'The guard holds a zone in which many workers fall silent together.'),
  guardThresholdPercent: percent(55, 'The share of silent workers at which it engages.'),
  guardMinWorkers: numeric(
    5,
    { unit: 'workers', min: 1, max: 1_000_000 },
    'Fewer silent workers than this never engage it.',
  ),
  guardMaxMinutes: minutes(30, 'After this time the guard is spent and its workers count from zero.'),
  stuckEventLoopLagMs: numeric(
    5000,
    { unit: 'milliseconds', min: 1, max: 86_400_000 },
    'A larger eventLoopLagMs shows a worker as stuck.',
  ),
  flapChanges: numeric(
    6,
    { unit: 'changes', min: 2, max: 1000 },
    'Changes of health within the window that show a worker as flapping.',
  ),
  flapWindowMinutes: minutes(30, 'That window.'),
  inactiveRetentionDays: days(30, 'How long INACTIVE records are kept.'),
  journalRetentionDays: days(90, 'How long the journal is kept.'),
  historyRetentionDays: days(30, 'How long snapshots of the system statistics are kept.'),
} as const satisfies Record<string, Setting<unknown>>;

const alerts = {
  rules: structured(
    [],
    alertRules,
    { takes: 'a list of rules, as docs/alerts.md shows them', parts: ALERT_PARTS },
    'What people want to be told of. In the environment: JSON.',
  ),
  webhooks: structured(
    [],
    alertWebhooks,
    { takes: 'a list of webhooks, as docs/alerts.md shows them', parts: ALERT_PARTS, secret: true },
    'Who is told. In the environment: JSON.',
  ),
  intervalMs: intervalMs(30_000, 'The time between two evaluations of the rules.'),
  groupWaitMs: numeric(
    10_000,
    { unit: 'milliseconds', min: 0, max: 3_600_000 },
    'How long the first message of a rule on workers waits for others that fail with the first.',
  ),
  groupIntervalMinutes: minutes(
    5,
    'The least time between a message of a rule and the next that tells of a change.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

const jobs = {
  selfAssignment: optionalFlag(
    'Whether workers may assign jobs to themselves. Unset: in the open mode only.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

const database = {
  url: optionalUrl(
    ['postgres', 'postgresql'],
    'The PostgreSQL server (15 or newer). Unset: the service starts its own.',
  ),
  listenerUrl: optionalUrl(
    ['postgres', 'postgresql'],
    'Where url leads through a proxy that pools transactions: the server itself, for the one connection that listens.',
  ),
  poolSize: numeric(
    10,
    { unit: 'connections', min: 1, max: 1000 },
    'Connections to PostgreSQL that one process keeps for requests; up to three more serve the process itself.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

const redis = {
  url: optionalUrl(
    ['redis', 'rediss', 'redis+sentinel', 'redis+cluster'],
    'The Redis or Valkey server. Unset: caches and limits live in the process.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

const data = {
  dir: text('./data', 'a folder', 'Where the embedded PostgreSQL keeps its data.'),
} as const satisfies Record<string, Setting<unknown>>;

const log = {
  level: oneOf(
    'info',
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'The least severe line that is logged.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

/** Every setting there is; the documentation and the validation are derived from this table. */
export const definitions = {
  worker,
  alerts,
  jobs,
  auth,
  oidc,
  server,
  tls,
  database,
  redis,
  data,
  log,
  otel,
} as const;

type Values<G extends Record<string, Setting<unknown>>> = {
  readonly [K in keyof G]: G[K] extends Setting<infer T> ? T : never;
};

/** The effective settings: read once at start, validated together, frozen. */
export type Settings = { readonly [G in keyof typeof definitions]: Values<(typeof definitions)[G]> };

/** Injection token of {@link Settings}. */
export const SETTINGS = Symbol('worker-registration settings');
