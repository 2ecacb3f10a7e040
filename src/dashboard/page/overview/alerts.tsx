import { ALERT_ACTIONS } from '../actions/alert-actions.js';
import { useAction } from '../actions/use-action.js';
import { read } from '../api/client.js';
import { may } from '../api/session.js';
import type { Alerts as Answer } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { Empty, Read } from '../parts/states.js';
import { At, For } from '../parts/time.js';
import { Link } from '../route/link.js';
import { hrefOf, workerHref } from '../route/route.js';
import { count } from '../words/numbers.js';

const TONES = { critical: 'bad', warning: 'warn', info: 'info' } as const;
const POLL_MS = 15_000;
/** Workers that an alert names; the rest are counted. */
const FEW = 5;

type Alert = Answer['alerts'][number];

/** Lists the rules that fire, with the workers that they are about. */
export function Alerts() {
  const reading = useReading<Answer>('alerts', (signal) => read('/alerts', signal), {
    concerns: ({ type }) => type.startsWith('alert-'),
    pollMs: POLL_MS,
  });
  const { ask, dialog } = useAction(reading.again);
  return (
    <Card
      title="Alerts"
      area="area-alerts"
      aside={<Link href={hrefOf('events', { groups: 'alerts' })}>History</Link>}
    >
      <Read reading={reading}>
        {({ alerts, mutes, evaluatedAt }) =>
          alerts.length === 0 ? (
            evaluatedAt === null ? (
              <Empty title="No alert rules">None is configured, so that nothing can fire.</Empty>
            ) : (
              <Empty title="No alerts">No rule of the settings holds now.</Empty>
            )
          ) : (
            <ul class="worst">
              {alerts.map((alert) => (
                <Entry
                  key={alert.rule}
                  alert={alert}
                  mute={mutes.find(({ rule }) => rule === alert.rule)}
                  ask={ask}
                />
              ))}
            </ul>
          )
        }
      </Read>
      {dialog}
    </Card>
  );
}

interface EntryProps {
  alert: Alert;
  mute: Answer['mutes'][number] | undefined;
  ask: ReturnType<typeof useAction>['ask'];
}

function Entry({ alert: { rule, severity, state, since, summary, items, total }, mute, ask }: EntryProps) {
  const named = items.filter(({ workerId }) => workerId !== undefined).slice(0, FEW);
  const action = mute === undefined ? ALERT_ACTIONS.mute : ALERT_ACTIONS.unmute;
  return (
    <li>
      <span class="worst-head">
        <Badge tone={TONES[severity]} word={state === 'firing' ? severity : `${severity}, pending`} />
        <strong>{rule}</strong>
        <span class="muted worst-since">
          <For since={since} />
        </span>
        {may('operator') && (
          <button
            type="button"
            class="quiet small"
            aria-label={`${action.word} ${rule}`}
            onClick={() => ask(action, [{ id: rule, workerId: rule }])}
          >
            {action.word}
          </button>
        )}
      </span>
      <span class="worst-reason">
        <bdi>{summary}</bdi>
      </span>
      {named.length > 0 && (
        <span class="event-names">
          {named.map(({ id, workerId }) => (
            <Link key={id} href={workerHref(workerId!)}>
              <bdi>{workerId}</bdi>
            </Link>
          ))}
          {total > named.length && <span class="muted">and {count(total - named.length)} more</span>}
        </span>
      )}
      {mute !== undefined && (
        <span class="muted">
          Muted until <At at={mute.until} />
          {mute.reason !== null && `: ${mute.reason}`}
        </span>
      )}
    </li>
  );
}
