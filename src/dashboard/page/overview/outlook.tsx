import { read } from '../api/client.js';
import type { CapacityForecast } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { chosenOf, OneOf } from '../parts/one-of.js';
import { Read } from '../parts/states.js';
import { At } from '../parts/time.js';
import { query } from '../route/route.js';
import { count } from '../words/numbers.js';

const POLL_MS = 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const NINE = 9;

/** How far ahead, in minutes, as the buttons name it. */
const AHEAD: Readonly<Record<string, readonly [word: string, minutes: () => number]>> = {
  '30m': ['30 min', () => 30],
  '4h': ['4 h', () => 240],
  tomorrow: ['Tomorrow 9:00', () => minutesUntilNine(1)],
  monday: ['Monday 9:00', () => minutesUntilNine(daysUntilMonday())],
};
const USUAL = '30m';
const WORDS = Object.fromEntries(Object.entries(AHEAD).map(([key, [word]]) => [key, word]));

/** How many slots will be used at a time to come, and how many workers that asks for. */
export function Outlook() {
  const ahead = chosenOf(AHEAD, query.value.get('ahead'), USUAL);
  const reading = useReading<CapacityForecast>(
    `capacity ${ahead}`,
    (signal) => read(`/capacity?horizonMinutes=${AHEAD[ahead]![1]()}`, signal),
    { concerns: () => false, pollMs: POLL_MS },
  );
  return (
    <section aria-label="Forecast of capacity">
      <OneOf name="ahead" texts={WORDS} chosen={ahead} usual={USUAL} label="Time of the forecast" />
      <Read reading={reading} lines={2}>
        {({ forecast, wanted, runsOutAt }) => (
          <>
            <p>
              <At at={forecast.at} />: <strong>{count(forecast.p50)}</strong> slots used, at most{' '}
              {count(forecast.p95)}
              {!forecast.fresh && <span class="muted"> (no recent history)</span>}
            </p>
            <p class="muted">
              Wanted: {wanted.why}
              {runsOutAt !== null && (
                <>
                  . Slots may run out <At at={runsOutAt} />
                </>
              )}
            </p>
          </>
        )}
      </Read>
    </section>
  );
}

/** The service forecasts from five minutes up to seven days. */
function minutesUntilNine(days: number): number {
  const at = new Date(Date.now() + days * DAY_MS);
  at.setHours(NINE, 0, 0, 0);
  return Math.min(10_080, Math.max(5, Math.ceil((at.getTime() - Date.now()) / MINUTE_MS)));
}

/** Returns the days until the next Monday at nine. */
function daysUntilMonday(): number {
  const now = new Date();
  const days = (8 - now.getDay()) % 7;
  return days === 0 && now.getHours() >= NINE ? 7 : days;
}
