import { counted } from '../platform/text/counted.js';
import type { HealthCounts } from './fleet-figures.js';
import type { GuardDto } from './guard.dto.js';

/** Event streams that are further behind are a reason; ordinary transactions delay them only for moments. */
const HELD_STREAMS_MS = 10_000;

/** After this many intervals without a finished sweep, the fleet counts as unwatched. */
const MISSED_SWEEPS = 3;

/** The facts that decide the verdict. */
export interface Evidence {
  readonly health: HealthCounts;
  /** Since when the first unacknowledged loss has lasted. */
  readonly lostSince: string | null;
  readonly guards: readonly Pick<GuardDto, 'state' | 'reason'>[];
  /** Since the last sweep finished, or since the service started if there was none. */
  readonly msWithoutSweep: number;
  readonly everSwept: boolean;
  readonly intervalMs: number;
  readonly redisAway: boolean;
  /** For how long event streams have been waiting for an older transaction. */
  readonly streamsHeldMs: number;
}

export interface Verdict {
  readonly overall: 'HEALTHY' | 'EMPTY' | 'DEGRADED' | 'CRITICAL';
  /** The reasons, worst first. */
  readonly reasons: string[];
}

/** Judges the state of the fleet and of the service, with reasons. */
export function verdictOf(evidence: Evidence): Verdict {
  const { health, guards, redisAway, streamsHeldMs } = evidence;
  const ill = health.present - health.healthy;
  const mostAreIll = ill + health.unacknowledgedLosses > health.healthy;
  const critical = [
    ...guards.filter(({ state }) => state === 'HOLDING').map(({ reason }) => `The guard holds: ${reason}`),
    ...guards.filter(({ state }) => state === 'SPENT').map(({ reason }) => `The guard is spent: ${reason}`),
    ...(mostAreIll ? [`${illOf(health)}, more than half`] : []),
    ...missedSweeps(evidence),
  ];
  const degraded = [
    ...(ill > 0 && !mostAreIll ? [illOf({ ...health, unacknowledgedLosses: 0 })] : []),
    ...losses(evidence),
    ...(redisAway ? ['Redis is configured and unavailable'] : []),
    ...(streamsHeldMs > HELD_STREAMS_MS
      ? [
          `Event streams are ${seconds(streamsHeldMs)} behind: an older transaction of this PostgreSQL is open`,
        ]
      : []),
  ];
  const reasons = [...critical, ...degraded];
  if (critical.length > 0) return { overall: 'CRITICAL', reasons };
  if (degraded.length > 0) return { overall: 'DEGRADED', reasons };
  return isEmpty(health)
    ? { overall: 'EMPTY', reasons: [emptiness(health)] }
    : { overall: 'HEALTHY', reasons };
}

function illOf({ present, healthy, unacknowledgedLosses: lost }: HealthCounts): string {
  const ill = present - healthy;
  if (lost === 0)
    return `${ill} of ${counted(present, 'present worker')} ${ill === 1 ? 'is' : 'are'} not healthy`;
  const not = ill === 0 ? '' : ` and ${ill} ${ill === 1 ? 'is' : 'are'} not healthy`;
  return `${lost} of ${counted(present + lost, 'worker')} ${lost === 1 ? 'was' : 'were'} lost${not}`;
}

function losses({ health: { unacknowledgedLosses: lost }, lostSince }: Evidence): string[] {
  if (lost === 0 || lostSince === null) return [];
  const [were, have, them] = lost === 1 ? ['was', 'has', 'it'] : ['were', 'have', 'them'];
  const since = `${new Date(lostSince).toISOString().slice(0, -5)}Z`;
  return [
    `${counted(lost, 'worker')} ${were} lost since ${since} and ${have} not been acknowledged: restore, delete or acknowledge ${them}`,
  ];
}

/** Whether no worker should be there. */
const isEmpty = ({ present, expected, unacknowledgedLosses }: HealthCounts): boolean =>
  present + expected + unacknowledgedLosses === 0;

function emptiness({ lost, left }: HealthCounts): string {
  if (lost + left === 0) return 'No worker is registered; a worker registers itself by POST /register';
  const gone = [lost > 0 ? `${lost} lost and acknowledged or long gone` : '', left > 0 ? `${left} left` : ''];
  return `No worker is registered any longer: ${gone.filter(Boolean).join(', ')}`;
}

function missedSweeps({ msWithoutSweep, everSwept, intervalMs }: Evidence): string[] {
  if (msWithoutSweep <= MISSED_SWEEPS * intervalMs) return [];
  const since = everSwept ? '' : ', since the service started';
  return [
    `No sweep has finished for ${seconds(msWithoutSweep)}${since}; one is due every ${seconds(intervalMs)}`,
  ];
}

const seconds = (ms: number): string =>
  `${ms < 10_000 ? Math.floor(ms / 100) / 10 : Math.floor(ms / 1000)} s`;
