import { ALERT_PARTS, alertRules, alertWebhooks } from './alert-settings.js';
import { DEFAULT_ALERT_RULES } from './default-alert-rules.js';
import { auth } from './auth-settings.js';
import { capacity } from './capacity-settings.js';
import { database } from './database-settings.js';
import { mcp } from './mcp-settings.js';
import { eureka } from './facade-settings.js';
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
import { warnings } from './warning-settings.js';

const days = (fallback: number, meaning: string) =>
  numeric(fallback, { unit: 'days', min: 1, max: 36_500 }, meaning);
const percent = (fallback: number, meaning: string) =>
  numeric(fallback, { unit: 'percent', min: 1, max: 100, whole: false }, meaning);

/** `jobscheduler.worker.*`: registration, leases and monitoring of workers. */
const worker = {
  heartbeatTimeoutMinutes: minutes(5, 'Lease of workers that register without leaseSeconds.'),
  minLeaseSeconds: numeric(5, { unit: 'seconds', min: 1, max: 86_400 }, 'Minimum of leaseSeconds.'),
  maxLeaseSeconds: numeric(86_400, { unit: 'seconds', min: 1, max: 86_400 }, 'Maximum of leaseSeconds.'),
  heartbeatIntervalSeconds: numeric(
    30,
    { unit: 'seconds', min: 0.05, max: 86_400, whole: false },
    'Interval within which workers send each heartbeat; answers ask for 85.5 to 95 % of it.',
  ),
  maxHeartbeatsPerSecond: numeric(
    10_000,
    { unit: 'heartbeats per second', min: 1, max: 10_000_000 },
    'Above this rate of the fleet, answers ask for longer intervals, up to a third of the lease.',
  ),
  heartbeatWrite: oneOf(
    'each',
    ['each', 'changes'],
    'Which heartbeats are written: each, or changes and one in half a lease (docs/reliability.md).',
  ),
  heartbeatOutageWaitMs: numeric(
    3000,
    { unit: 'milliseconds', min: 0, max: 10_000 },
    'How long a heartbeat waits for a database that accepts writes; then the answer is 503. Workers wait for 5 s.',
  ),
  suspectFloorSeconds: numeric(
    10,
    { unit: 'seconds', min: 1, max: 86_400, whole: false },
    'Minimum lateness of a suspect, beside twice its worst recent lateness; more than the time that workers wait for an answer (5 s in the agent).',
  ),
  healthCheckIntervalMs: intervalMs(120_000, 'Time between sweeps.'),
  cleanupThresholdMinutes: minutes(15, 'How long a worker is FAILED before it is cleaned up.'),
  cleanupIntervalMs: intervalMs(900_000, 'Time between cleanups.'),
  autoRecoveryEnabled: flag(true, 'FAILED workers that pass all checks again recover by themselves.'),
  maxConsecutiveFailures: numeric(
    3,
    { unit: 'failures', min: 1, max: 1000 },
    'Consecutive failures that make a worker FAILED.',
  ),
  releaseJobsAfter: oneOf(
    'failed',
    ['failed', 'dead', 'lease-end', 'cleaned-up'],
    'When jobs of a silent worker are released; a proven death releases them at once.',
  ),
  maxRegistrationAttempts: numeric(
    3,
    { unit: 'failed attempts', min: 1, max: 1_000_000 },
    'Failed registrations of one workerId from one address before further attempts are refused.',
  ),
  registrationRetryDelayMinutes: minutes(
    60,
    'How long attempts are refused after the last failure.',
    MAX_TIMER_MINUTES,
  ),
  maxAddressFailures: numeric(
    100,
    { unit: 'failed attempts', min: 1, max: 1_000_000 },
    'Failed registrations from one client address before further attempts are refused.',
  ),
  addressFailureWindowMinutes: minutes(10, 'Window of max-address-failures.', MAX_TIMER_MINUTES),
  maxConcurrentJobsLimit: numeric(
    100,
    { unit: 'jobs', min: 1, max: 1_000_000 },
    'Maximum of maxConcurrentJobs.',
  ),
  minLoadFactor: numeric(
    0.1,
    { unit: 'load', min: 0.001, max: 1000, whole: false },
    'Minimum of workerLoadFactor.',
  ),
  maxLoadFactor: numeric(
    2,
    { unit: 'load', min: 0.001, max: 1000, whole: false },
    'Maximum of workerLoadFactor.',
  ),
  cacheDurationSeconds: numeric(
    300,
    { unit: 'seconds', min: 1, max: 86_400 },
    'How long descriptions of workers are cached.',
  ),
  healthCacheDurationSeconds: numeric(
    600,
    { unit: 'seconds', min: 1, max: 86_400 },
    'How long the last statistics are returned as stale while the database is unavailable.',
  ),
  identity: oneOf(
    'worker-id',
    ['worker-id', 'host-name', 'host-address'],
    'Field that identifies a worker; unless it is worker-id, workerId may be omitted.',
  ),
  reconnectEnabled: flag(true, 'Dials offline workers until they answer.'),
  reconnectIntervalMs: intervalMs(30_000, 'Time between rounds of probes.'),
  reconnectTimeoutMs: intervalMs(3000, 'Maximum duration of a probe.'),
  reconnectMaxBackoffMs: intervalMs(300_000, 'Maximum pause between probes of one worker.'),
  reconnectConcurrency: numeric(
    64,
    { unit: 'probes', min: 1, max: 10_000 },
    'Concurrent probes of one process.',
  ),
  reconnectAllow: list(
    ['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
    'a list of CIDRs such as 10.0.0.0/8',
    'Networks that probes may dial. Loopback is a default only if server.host is a loopback address.',
  ),
  guardEnabled: flag(true, 'Guards hold zones that fall silent together.'),
  guardThresholdPercent: percent(55, 'Share of silent workers at which a guard engages.'),
  guardMinWorkers: numeric(
    5,
    { unit: 'workers', min: 1, max: 1_000_000 },
    'Minimum number of silent workers at which a guard engages.',
  ),
  guardMaxMinutes: minutes(30, 'Maximum duration of a guard.'),
  stuckEventLoopLagMs: numeric(
    5000,
    { unit: 'milliseconds', min: 1, max: 86_400_000 },
    'Workers with a larger eventLoopLagMs are stuck.',
  ),
  flapChanges: numeric(
    6,
    { unit: 'changes', min: 2, max: 1000 },
    'Changes of health within flap-window-minutes that make a worker flapping.',
  ),
  flapWindowMinutes: minutes(30, 'Window of flap-changes.'),
  lostAttentionHours: numeric(
    24,
    { unit: 'hours', min: 0.001, max: 8760, whole: false },
    'How long an unacknowledged loss keeps the fleet DEGRADED.',
  ),
  inactiveRetentionDays: days(30, 'How long INACTIVE records are kept.'),
  journalRetentionDays: days(90, 'How long the journal is kept.'),
  historyRetentionDays: days(30, 'How long the history of statistics is kept.'),
} as const satisfies Record<string, Setting<unknown>>;

const alerts = {
  rules: structured(
    DEFAULT_ALERT_RULES,
    alertRules,
    { takes: 'a list of rules as in docs/alerts.md', parts: ALERT_PARTS },
    'Alert rules, in place of the default ones; an empty list for none.',
  ),
  webhooks: structured(
    [],
    alertWebhooks,
    { takes: 'a list of webhooks as in docs/alerts.md', parts: ALERT_PARTS, secret: true },
    'Receivers of alerts.',
  ),
  intervalMs: intervalMs(30_000, 'Time between evaluations of the rules.'),
  groupWaitMs: numeric(
    10_000,
    { unit: 'milliseconds', min: 0, max: 3_600_000 },
    'How long the first message of a rule on workers waits for more of them.',
  ),
  groupIntervalMinutes: minutes(
    5,
    'While a rule fires: minimum time from one of its messages to the next about a change.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

const jobs = {
  selfAssignment: optionalFlag('Workers may assign jobs to themselves. Unset: in the open mode only.'),
} as const satisfies Record<string, Setting<unknown>>;

const redis = {
  url: optionalUrl(
    ['redis', 'rediss', 'redis+sentinel', 'redis+cluster'],
    'Redis or Valkey server. Unset: caches and limits of each process.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

const data = {
  dir: text('./data', 'a folder', 'Data of the embedded PostgreSQL.'),
} as const satisfies Record<string, Setting<unknown>>;

const log = {
  level: oneOf(
    'info',
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    'Minimum severity of log lines.',
  ),
} as const satisfies Record<string, Setting<unknown>>;

/** All settings; the documentation and the validation are derived from this table. */
export const definitions = {
  worker,
  alerts,
  capacity,
  warnings,
  eureka,
  jobs,
  auth,
  oidc,
  server,
  tls,
  database,
  redis,
  data,
  log,
  mcp,
  otel,
} as const;

type Values<G extends Record<string, Setting<unknown>>> = {
  readonly [K in keyof G]: G[K] extends Setting<infer T> ? T : never;
};

/** The effective settings: read once at start, validated together, and frozen. */
export type Settings = { readonly [G in keyof typeof definitions]: Values<(typeof definitions)[G]> };

/** Injection token of {@link Settings}. */
export const SETTINGS = Symbol('worker-registration settings');
