import type { WorkerHealth } from '../api/types.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { Sign } from '../parts/icons.js';
import { Ago, For } from '../parts/time.js';
import { counted, percent } from '../words/numbers.js';

/** Each check with its sentence, as of the last reading. */
export function Checks({ health }: { health: WorkerHealth }) {
  const {
    checks,
    description,
    since,
    consecutiveFailures,
    held,
    stuck,
    flapping,
    contested,
    observations,
    metrics,
  } = health;
  return (
    <Card
      title="Checks"
      area="area-checks"
      aside={
        <span class="muted">
          {health.health.toLowerCase()} <For since={since} />
        </span>
      }
    >
      {checks.length === 0 && <p>{description}</p>}
      <ul class="checks">
        {checks.map(({ name, healthy, message }) => (
          <li key={name}>
            <span class={`tone-${healthy ? 'ok' : 'bad'}`}>
              <Sign tone={healthy ? 'ok' : 'bad'} />
            </span>
            <strong>
              {name}
              <span class="unseen">{healthy ? ' passes:' : ' fails:'}</span>
            </strong>
            <span>{message}</span>
          </li>
        ))}
      </ul>
      <p class="marks">
        {held && <Badge tone="warn" word="Held by a guard" />}
        {stuck && <Badge tone="warn" word="Stuck: its event loop lags" />}
        {flapping && <Badge tone="warn" word="Flapping" />}
        {health.suspectUntil !== null && <Badge tone="warn" word="Suspect: schedulers cannot reach it" />}
        {contested && <Badge tone="warn" word="Contested: processes take over the name from each other" />}
      </p>
      {observations.length > 0 && (
        <ul class="checks">
          {observations.map(({ kind, reporter, jobId, at }) => (
            <li key={`${reporter} ${jobId}`}>
              <span class="tone-warn">
                <Sign tone="warn" />
              </span>
              <strong>{reporter}</strong>
              <span>
                reports {kind}
                {jobId !== null && ` for job ${jobId}`} <Ago at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <dl class="facts">
        <div>
          <dt>Up</dt>
          <dd>{percent(metrics.uptimePercentage)}</dd>
        </div>
        <div>
          <dt>Consecutive</dt>
          <dd>{counted(consecutiveFailures, 'failure')}</dd>
        </div>
        <div class="facts-wide">
          <dt>Last error</dt>
          <dd>
            {metrics.lastError === null ? (
              <span class="muted">none</span>
            ) : (
              <>
                {metrics.lastError} <span class="muted">·</span>{' '}
                <span class="muted">
                  <Ago at={metrics.lastErrorTime} />
                </span>
              </>
            )}
          </dd>
        </div>
      </dl>
    </Card>
  );
}
