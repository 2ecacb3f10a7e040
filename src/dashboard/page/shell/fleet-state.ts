import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { read } from '../api/client.js';
import type { Summary } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { count } from '../words/numbers.js';
import { OVERALL_TONES, type Tone } from '../words/tones.js';

/** The state of the fleet in few words, for the title and the icon of the tab. */
export const fleetState = signal<{ tone: Tone; words: string } | undefined>(undefined);

const POLL_MS = 15_000;
const TYPES = new Set(['failed', 'recovered', 'unhealthy', 'cleaned-up', 'guard-engaged', 'guard-ended']);

/** Keeps the state of the fleet fresh on every view. */
export function useFleetState(): void {
  const { data } = useReading<Summary>('state', (signal) => read('/health/summary', signal), {
    concerns: ({ type }) => TYPES.has(type),
    pollMs: POLL_MS,
  });
  useEffect(() => {
    if (data !== undefined) fleetState.value = { tone: OVERALL_TONES[data.overall], words: wordsOf(data) };
  }, [data]);
}

function wordsOf({ overall, health }: Summary): string {
  if (overall !== 'DEGRADED' && overall !== 'CRITICAL') return '';
  const sign = overall === 'CRITICAL' ? '(!!)' : '(!)';
  if (health.failed > 0) return `${sign} ${count(health.failed)} failed`;
  if (health.unhealthy > 0) return `${sign} ${count(health.unhealthy)} unhealthy`;
  if (health.unacknowledgedLosses > 0) return `${sign} ${count(health.unacknowledgedLosses)} lost`;
  return sign;
}
