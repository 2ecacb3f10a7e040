import { read } from '../api/client.js';
import type { Alerts as Answer } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { Empty, Read } from '../parts/states.js';
import { For } from '../parts/time.js';

const TONES = { critical: 'bad', warning: 'warn', info: 'info' } as const;
const POLL_MS = 15_000;

/** Lists the rules that fire. */
export function Alerts() {
  const reading = useReading<Answer>('alerts', (signal) => read('/alerts', signal), {
    concerns: ({ type }) => type.startsWith('alert-'),
    pollMs: POLL_MS,
  });
  return (
    <Card title="Alerts" area="area-alerts">
      <Read reading={reading}>
        {({ alerts }) =>
          alerts.length === 0 ? (
            <Empty title="No alerts">No rule of the settings holds now.</Empty>
          ) : (
            <ul class="worst">
              {alerts.map(({ rule, severity, state, since, summary, mutedUntil }) => (
                <li key={rule}>
                  <span class="worst-head">
                    <Badge
                      tone={TONES[severity]}
                      word={state === 'firing' ? severity : `${severity}, pending`}
                    />
                    <strong>{rule}</strong>
                    {mutedUntil !== null && <span class="muted">muted</span>}
                    <span class="muted worst-since">
                      <For since={since} />
                    </span>
                  </span>
                  <span class="worst-reason">{summary}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Read>
    </Card>
  );
}
