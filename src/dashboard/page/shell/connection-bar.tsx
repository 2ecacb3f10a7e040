import { useEffect } from 'preact/hooks';
import { answeredAt, outage } from '../live/connection.js';
import { readAgain } from '../live/stream.js';
import { Sign } from '../parts/icons.js';
import { local } from '../words/moments.js';
import { announce } from './announcer.js';

/** Reports an outage once, for all that is shown. */
export function ConnectionBar() {
  const now = outage.value;
  const isOut = now !== undefined;
  const words = now?.words;
  useEffect(() => {
    if (isOut) announce(`No connection: ${words}`);
  }, [isOut, words]);
  if (now === undefined) return null;
  return (
    <section class="connection tone-bad" aria-label="Connection">
      <Sign tone="bad" />
      <p>
        <strong>No connection since {local(new Date(now.since))}</strong> · {now.words}. Trying again every
        few seconds; what is shown is as of {local(new Date(answeredAt.value))}.
      </p>
      <button type="button" class="quiet" onClick={readAgain}>
        Try now
      </button>
    </section>
  );
}
