import type { Health, Status } from '../api/types.js';
import { HEALTH_TONES, HEALTH_WORDS, STATUS_TONES, STATUS_WORDS, type Tone } from '../words/tones.js';
import { Sign } from './icons.js';

/** A word with a sign: the colour only repeats what both say. */
export const Badge = ({ tone, word }: { tone: Tone; word: string }) => (
  <span class={`badge tone-${tone}`}>
    <Sign tone={tone} />
    {word}
  </span>
);

export const StatusBadge = ({ status }: { status: Status }) => (
  <Badge tone={STATUS_TONES[status]} word={STATUS_WORDS[status]} />
);

/** @param present if false, the last verdict says nothing */
export const HealthBadge = ({ health, held = false, present = true }: HealthBadgeProps) =>
  present ? (
    <Badge tone={HEALTH_TONES[health]} word={held ? `${HEALTH_WORDS[health]}, held` : HEALTH_WORDS[health]} />
  ) : (
    <Badge tone="gone" word="Absent" />
  );

interface HealthBadgeProps {
  health: Health;
  held?: boolean;
  present?: boolean;
}
