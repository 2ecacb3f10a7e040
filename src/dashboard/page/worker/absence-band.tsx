import type { Absence, Presence } from '../api/types.js';
import { Sign } from '../parts/icons.js';
import { Sentence } from '../parts/sentence.js';
import { At, For } from '../parts/time.js';
import { absenceTone, PRESENCE_WORDS } from '../words/tones.js';

/** Since when and why the worker is lost or has left, and who acknowledged its loss. */
export function AbsenceBand({ presence, absence }: { presence: Presence; absence: Absence }) {
  const { since, reason, acknowledged } = absence;
  const tone = absenceTone(presence, absence);
  return (
    <p class={`order tone-${tone}`}>
      <Sign tone={tone} />
      <span class="order-text">
        <strong>{PRESENCE_WORDS[presence]}</strong>
        {reason !== null && (
          <>
            : <Sentence text={reason} />
          </>
        )}
        <span class="muted">
          {' '}
          · since <At at={since} />, <For since={since} />
        </span>
        {presence === 'LOST' && (
          <span class="muted">
            {' '}
            ·{' '}
            {acknowledged === null ? (
              'not acknowledged'
            ) : (
              <>
                acknowledged by {acknowledged.by} <At at={acknowledged.at} />: {acknowledged.reason}
              </>
            )}
          </span>
        )}
      </span>
    </p>
  );
}
