import { now } from '../words/clock.js';
import { fromNow, lasting, local, utc } from '../words/moments.js';

/** A time as an age; the exact time in UTC is its title. */
export const Ago = ({ at }: { at: string | null }) =>
  at === null ? (
    <span class="muted">never</span>
  ) : (
    <TimeText at={at} words={fromNow(new Date(at), now.value)} />
  );

/** The time since then, as a duration. */
export const For = ({ since }: { since: string }) => (
  <TimeText at={since} words={lasting(new Date(since), now.value)} />
);

const TimeText = ({ at, words }: { at: string; words: string }) => (
  <time dateTime={at} title={`${local(new Date(at))} · ${utc(new Date(at))}`}>
    {words}
  </time>
);

/** A time in the user's zone; the exact time in UTC is its title. */
export function At({ at }: { at: string | null }) {
  if (at === null) return <span class="muted">–</span>;
  const moment = new Date(at);
  return (
    <time dateTime={at} title={utc(moment)}>
      {local(moment)}
    </time>
  );
}
