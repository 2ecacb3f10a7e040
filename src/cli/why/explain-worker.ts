import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import type { WorkerHealthDto } from '../../health/dto/worker-health.dto.js';
import type { EventDto } from '../../journal/dto/event.dto.js';
import { counted } from '../../platform/text/counted.js';
import { shellQuoted } from '../../platform/text/shell-quoted.js';
import { ago, relative } from '../times.js';

/** What is known about a worker. */
export interface Known {
  readonly worker: WorkerDto;
  readonly health: WorkerHealthDto;
  /** Latest changes of its health, newest first. */
  readonly failures: readonly EventDto[];
}

/** An explanation in sentences, and the command that helps, if one does. */
export interface Explanation {
  readonly sentences: readonly string[];
  readonly command: string | null;
}

/** Explains the state of a worker: what it is, what was wrong last, what happens next, and what to do. */
export function explainWorker(known: Known, now = Date.now()): Explanation {
  const { next, command } = nextOf(known);
  return {
    sentences: [
      stateOf(known, now),
      orderOf(known, now),
      heartbeatOf(known, now),
      ...faultsOf(known),
      failuresOf(known, now),
      next,
    ].filter((each) => each !== null),
    command,
  };
}

function stateOf({ worker, health }: Known, now: number): string {
  const { workerId, presence, absence } = worker;
  if (presence === 'EXPECTED')
    return `${workerId} is EXPECTED: it was registered, and has sent no heartbeat yet.`;
  if (absence !== null) {
    const why = absence.reason === null ? '' : `: ${sentence(absence.reason)}`;
    return `${workerId} has been ${presence} for ${ago(absence.since, now)}${why || '.'}`;
  }
  const held = worker.held ? '; the guard holds it' : '';
  return `${workerId} is PRESENT, reports ${worker.reportedStatus}, and has been ${health.health} for ${ago(health.since, now)}${held}.`;
}

function orderOf(
  { worker: { order, presence, currentJobCount, assignedJobCount } }: Known,
  now: number,
): string | null {
  if (order === null) return null;
  const jobs = Math.max(currentJobCount, assignedJobCount);
  const by = order.by === null ? '' : ` by ${order.by}`;
  const since = order.since === null ? '' : ` ${relative(order.since, now)}`;
  const why = order.reason === null ? '' : `: ${order.reason}`;
  const until = order.until === null ? '' : `, until ${order.until}`;
  const left =
    presence !== 'PRESENT' ? '' : jobs === 0 ? '; it has no jobs' : `; ${counted(jobs, 'job')} left`;
  return `It was ordered ${order.kind}${by}${since}${why}${until}${left}.`;
}

function heartbeatOf({ worker, health }: Known, now: number): string | null {
  const { presence, lastHeartbeat, lateSeconds, usuallyWithinSeconds, suspect } = worker;
  if (presence !== 'PRESENT' || lastHeartbeat === null) return null;
  const late = lateSeconds > 0 ? `${Math.round(lateSeconds)} s late` : 'not late';
  const usual = `; usually it is late by less than ${Math.round(usuallyWithinSeconds)} s`;
  const cause =
    health.suspectUntil === null ? '' : `, as schedulers could not reach it (until ${health.suspectUntil})`;
  const doubt = suspect ? `. It is suspect${cause}: it gets jobs only if no other worker can take them` : '';
  return `Its last heartbeat came ${relative(lastHeartbeat, now)} and is ${late}${usual}${doubt}.`;
}

function faultsOf({ worker, health }: Known): string[] {
  const { message } = worker;
  const failing = health.checks.filter((check) => !check.healthy).map((check) => sentence(check.message));
  const flags = [
    health.stuck ? 'Its event loop is blocked.' : null,
    health.flapping ? 'Its health keeps changing.' : null,
    health.contested ? 'Several processes take over its name from each other.' : null,
    health.lastRefusal === null
      ? null
      : `Its heartbeats are refused: ${sentence(health.lastRefusal.message)}`,
    !health.healthy && message !== null ? `It says: ${sentence(message)}` : null,
  ];
  return [...(worker.presence === 'PRESENT' ? failing : []), ...flags.filter((each) => each !== null)];
}

function failuresOf({ failures, health: { metrics } }: Known, now: number): string | null {
  if (failures.length === 0) {
    const { lastError, lastErrorTime } = metrics;
    if (lastError === null || lastErrorTime === null) return 'No failure is on record.';
    return `Its last failure was ${relative(lastErrorTime, now)}: ${sentence(lastError)}`;
  }
  const latest = failures.map(({ type, at, detail }) => {
    const { reason } = detail;
    return `${type} ${relative(at, now)}${typeof reason === 'string' ? ` (${reason})` : ''}`;
  });
  return `Last changes of its health: ${latest.join(', ')}.`;
}

function nextOf({ worker, health }: Known): { next: string; command: string | null } {
  const { workerId, presence, order } = worker;
  const run = (words: string): string => `worker-registration ${words} ${shellQuoted(workerId)}`;
  if (presence === 'EXPECTED')
    return { next: 'Next: it becomes PRESENT with its first heartbeat.', command: run('reconnect') };
  if (presence === 'LOST')
    return {
      next: 'Next: it returns with its next heartbeat. Until then the fleet stays DEGRADED, unless the loss is acknowledged.',
      command: `${run('acknowledge')} --reason …`,
    };
  if (presence === 'LEFT')
    return { next: 'Next: nothing, unless it registers again or is restored.', command: run('restore') };
  if (worker.held)
    return {
      next: 'Next: it is not judged while the guard holds its zone.',
      command: `worker-registration guard show ${shellQuoted(worker.zone ?? '_none')}`,
    };
  if (health.contested)
    return {
      next: 'Next: this goes on until each process has a workerId of its own.',
      command: run('timeline'),
    };
  if (health.health === 'FAILED')
    return {
      next: 'Next: it recovers with a heartbeat that passes all checks. Otherwise a cleanup makes it LOST.',
      command: run('reconnect'),
    };
  if (!health.healthy || health.health === 'UNHEALTHY')
    return {
      next: `Next: it is FAILED after further failed sweeps (${health.consecutiveFailures} so far), and healthy once it passes all checks.`,
      command: run('health'),
    };
  if (order !== null)
    return {
      next:
        order.until === null
          ? 'Next: it takes no jobs until it is activated.'
          : 'Next: it takes no jobs until the order expires or is lifted.',
      command: run('activate'),
    };
  return { next: 'Nothing is wrong with it.', command: null };
}

/** Ends a text with a full stop. */
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
