import { counted } from '../platform/text/counted.js';
import type { HealthCounts } from './fleet-figures.js';
import type { GuardDto } from './summary.dto.js';

/** Event streams that are further behind are a reason; ordinary transactions delay them only for moments. */
const HELD_STREAMS_MS = 10_000;

/** After this many intervals without a finished sweep, the fleet counts as unwatched. */
const MISSED_SWEEPS = 3;

/** The facts that decide the verdict. */
export interface Evidence {
  readonly health: HealthCounts;
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
  readonly overall: 'HEALTHY' | 'DEGRADED' | 'CRITICAL';
  /** The reasons, worst first. */
  readonly reasons: string[];
}

/** Judges the state of the fleet and of the service, with reasons. */
export function verdictOf(evidence: Evidence): Verdict {
  const { health, guards, redisAway, streamsHeldMs } = evidence;
  const ill = health.present - health.healthy;
  const mostAreIll = ill > health.healthy;
  const ofPresent = `${ill} of ${counted(health.present, 'present worker')} ${ill === 1 ? 'is' : 'are'} not healthy`;
  const critical = [
    ...guards.filter(({ state }) => state === 'HOLDING').map(({ reason }) => `The guard holds: ${reason}`),
    ...(mostAreIll ? [`${ofPresent}, more than half`] : []),
    ...missedSweeps(evidence),
  ];
  const degraded = [
    ...(ill > 0 && !mostAreIll ? [ofPresent] : []),
    ...(redisAway ? ['Redis is configured and unavailable'] : []),
    ...(streamsHeldMs > HELD_STREAMS_MS
      ? [
          `Event streams are ${seconds(streamsHeldMs)} behind: an older transaction of this PostgreSQL is open`,
        ]
      : []),
  ];
  const reasons = [...critical, ...degraded];
  if (critical.length > 0) return { overall: 'CRITICAL', reasons };
  return { overall: degraded.length > 0 ? 'DEGRADED' : 'HEALTHY', reasons };
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
