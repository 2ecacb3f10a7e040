import type { Health, Status, Worker } from '../api/types.js';
import {
  absenceTone,
  HEALTH_TONES,
  HEALTH_WORDS,
  PRESENCE_WORDS,
  STATUS_TONES,
  STATUS_WORDS,
  type Tone,
} from '../words/tones.js';
import { Sign, StatusSign } from './icons.js';

/** A word with a sign: the colour only repeats what both say. */
export const Badge = ({ tone, word }: { tone: Tone; word: string }) => (
  <span class={`badge tone-${tone}`}>
    <Sign tone={tone} />
    {word}
  </span>
);

export const StatusBadge = ({ status }: { status: Status }) => (
  <span class={`badge tone-${STATUS_TONES[status]}`}>
    <StatusSign status={status} />
    {STATUS_WORDS[status]}
  </span>
);

/**
 * @param worker if it is not present, its last verdict says nothing: shows its presence. An unhealthy one is
 * late anyway: only a healthy one shows that it is suspect
 */
export const HealthBadge = ({ health, held = false, worker }: HealthBadgeProps) => {
  if (worker !== undefined && worker.presence !== 'PRESENT')
    return (
      <Badge tone={absenceTone(worker.presence, worker.absence)} word={PRESENCE_WORDS[worker.presence]} />
    );
  const isSuspect = worker?.suspect === true && health === 'HEALTHY';
  const words = [HEALTH_WORDS[health], ...(held ? ['held'] : []), ...(isSuspect ? ['suspect'] : [])];
  return <Badge tone={isSuspect ? 'warn' : HEALTH_TONES[health]} word={words.join(', ')} />;
};

interface HealthBadgeProps {
  health: Health;
  held?: boolean;
  worker?: Pick<Worker, 'presence' | 'absence' | 'suspect'>;
}
