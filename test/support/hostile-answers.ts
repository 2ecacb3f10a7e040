/** Colour, cursor, clear by C1, direction overrides and isolates, and a line of its own. */
export const H =
  'x\u001b[31mX\u009b2J\u202ee\u2066\u200f\u061c\u007f\u2028\nworker-registration: all is well\u0000';
export const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

const AT = '2026-01-31T12:00:00.000Z';
export const worker = Object.assign(
  { currentJobCount: 1, maxConcurrentJobs: 4, availableCapacity: 3, registrationCount: 2, errorCount: 1 },
  { lastHeartbeat: AT, leaseExpiresAt: AT, registeredAt: AT, lastRegisteredAt: AT, since: AT },
  { hostAddress: H, hostName: H, port: 1, zone: H, tags: [H], capabilities: { [H]: H }, version: H },
  { workerId: H, id: H, name: H, status: H, reportedStatus: H, health: H, held: true, message: H },
  { suspect: true, lateSeconds: 14, usuallyWithinSeconds: 10, suspectUntil: H },
  { assignedJobCount: 1, messageAt: H, lastSeen: AT },
  { presence: H, absence: { since: AT, reason: H, acknowledged: { at: AT, by: H, reason: H } } },
  { order: { kind: H, by: H, since: AT, reason: H, until: H }, reason: H, failedMinutes: 1 },
);
const event = {
  seq: '1',
  at: H,
  type: H,
  workerId: H,
  actor: H,
  address: H,
  subject: H,
  requestId: H,
  detail: { [H]: H },
};
const credential = Object.assign(
  { id: H, name: H, roles: [H], tags: [H], expiresAt: H, createdBy: H, used: 1, uses: 2 },
  { zone: H, tag: H, workerIdPrefix: H, workerIdPattern: H, capabilities: [H], maxSlots: 3, cidrs: [H] },
);

const guard = Object.assign(
  { endsWhen: H, steeredBy: H, steerReason: H },
  { name: H, state: H, since: AT, silentNow: 1, total: 2, reason: H },
  { nextSteps: [{ at: H, what: H }] },
);

const operation = Object.assign(
  { id: H, kind: H, state: H, reason: H, actor: H, selection: { [H]: H }, waitingFor: H, wait: H, by: H },
  { createdAt: AT, progress: { total: 2, done: 1, underWay: 1, failed: 1, skipped: 1 }, maxUnavailable: 1 },
);

const span = { from: H, until: H, value: H, reason: H, actor: H };

/** Everything that a command may read, in one document. */
export const ANSWER = Object.assign(
  { ...worker, worker, workers: [worker], nextCursor: null },
  { stuck: true, flapping: true, healthy: false, description: H, consecutiveFailures: 1 },
  { checks: [{ name: H, healthy: false, message: H }] },
  { metrics: { loadPercentage: 1, uptimePercentage: 1, lastHeartbeat: AT, lastError: H } },
  { events: [event], outcome: H, warnings: [H], result: { reached: false }, total: 2 },
  { results: [{ index: 0, workerId: H, status: 400, code: H, message: H }] },
  { guard, guards: [guard] },
  { by: [H], groups: [{ key: { [H]: H }, failed: 1, lost: 1 }], otherGroups: { groups: 1 } },
  { alerts: [{ rule: H, severity: H, state: H, since: AT, mutedUntil: H, summary: H, next: H, command: H }] },
  {
    rules: [
      {
        name: H,
        severity: H,
        state: H,
        mutedUntil: H,
        history: [{ at: H, state: H }],
        summary: H,
        condition: H,
      },
    ],
  },
  { mutes: [{ rule: H, until: H, by: H, account: H, reason: H }] },
  { signingKeys: [{ generation: 1, kid: H, createdAt: H, sealed: false, signs: true }] },
  { jobs: [{ jobId: H, fence: 1, priority: 0, assignedAt: H }], jobId: H, fence: 1, message: H },
  { observations: [], lastRefusal: { at: AT, count: 1, code: H, message: H }, lastDroppedField: null },
  { revoked: 1, keys: [credential], joinTokens: [credential], key: H, joinToken: H, kid: H },
);
const TIMELINE = Object.assign(
  { from: AT, until: AT, complete: false },
  { presence: [span], health: [span], order: [span], incarnation: [span] },
);
const SUMMARY = {
  overall: H,
  stale: false,
  reasons: [H],
  health: {},
  heartbeatsPerSecond: 1,
  guards: [{ state: H, zone: H, reason: H }],
  worstWorkers: [worker],
  reasonGroups: [{ sentence: H, count: 2, zone: H, version: H, host: H, tags: [H] }],
  nextSteps: [{ at: H, what: H }],
};

const CAPACITY = {
  zone: H,
  now: { used: 1, usable: 2, free: 1, workers: 1, zones: [{ zone: `${H} too` }] },
  forecast: { at: H, p50: 1, p95: 2, method: H, error: 1, coverage: 0.9, fresh: false },
  wanted: { workers: 1, why: H },
  leave: { count: 1, workers: [{ workerId: H, zone: H, jobs: 1, why: H }] },
  runsOutAt: H,
  shortages: [{ sentence: H }],
};

const RECORD = { right: 1, wrong: 1, medianLeadMinutes: 5 };
const WARNINGS = {
  enabled: true,
  warnings: [{ since: H, worker: null, pool: H, kind: H, sentence: H, outcome: H }],
  kinds: [{ kind: H, record: RECORD }],
};

const OPERATION = Object.assign(
  {
    ...operation,
    operation,
    operations: [operation],
    left: [{ ...worker, step: H, why: H }],
    done: [{ ...worker, step: H, why: H }],
  },
  { message: H, affected: 1, jobs: 1, total: 2, zones: [{ zone: H, affected: 1 }], unknownWorkers: [H] },
  { workers: [{ ...worker, skipped: H }] },
);

/** Returns the answer to a request. */
export const answerTo = (url: string): object =>
  url.includes('/operations')
    ? OPERATION
    : url.includes('/warnings')
      ? WARNINGS
      : url.includes('/capacity')
        ? CAPACITY
        : url.includes('/health/s')
          ? SUMMARY
          : url.includes('/timeline')
            ? TIMELINE
            : url.includes('/cleanup/')
              ? { ...ANSWER, operations: [H] }
              : ANSWER;
