import { read } from '../api/client.js';
import type { Alerts, Summary, SystemFigures, WorkerGroup } from '../api/types.js';
import { availabilityOf, HealthBar, woeOf } from '../groups/group-parts.js';
import { answeredAt, outage } from '../live/connection.js';
import { useReading } from '../live/use-reading.js';
import { Badge } from '../parts/badge.js';
import { Sign } from '../parts/icons.js';
import { Loading } from '../parts/states.js';
import { Sentence } from '../parts/sentence.js';
import { For } from '../parts/time.js';
import { Link } from '../route/link.js';
import { overviewHref } from '../route/route.js';
import { now } from '../words/clock.js';
import { inZone, local, LOCAL_ZONE, timeZone } from '../words/moments.js';
import { count, counted, naturally, percent } from '../words/numbers.js';
import { OVERALL_TONES, type Tone } from '../words/tones.js';
import { useGroups } from '../workers/use-groups.js';

const WORDS = { HEALTHY: 'Healthy', EMPTY: 'Empty', DEGRADED: 'Degraded', CRITICAL: 'Critical' } as const;
const SEVERITIES = { critical: 'bad', warning: 'warn', info: 'info' } as const;
const FEW_REASONS = 3;
/** Tiles that can be read from across the room; the worst zones. */
const MOST_ZONES = 24;

interface Known {
  summary: Summary;
  system: SystemFigures;
  alerts: Alerts;
}

/** The state for a screen on a wall: read from across the room, without any input. */
export function WallView() {
  const { data } = useReading<Known>('wall', async (signal) => {
    const [summary, system, alerts] = await Promise.all([
      read<Summary>('/health/summary', signal),
      read<SystemFigures>('/health/system', signal),
      read<Alerts>('/alerts', signal),
    ]);
    return { summary, system, alerts };
  });
  const zones = useGroups('zone', '', 5000).data;
  if (data === undefined) return <Loading lines={8} />;
  const { summary, system, alerts } = data;
  const tone: Tone = outage.value === undefined ? OVERALL_TONES[summary.overall] : 'gone';
  return (
    <div class="wall">
      <h1 class="unseen">Wall</h1>
      <section class={`wall-state tone-${tone}`} aria-label="Overall state">
        <Sign tone={tone} />
        <div>
          <p class="wall-word">{outage.value === undefined ? WORDS[summary.overall] : 'No connection'}</p>
          {outage.value === undefined ? (
            summary.reasons.slice(0, FEW_REASONS).map((reason) => (
              <p key={reason} class="wall-reason">
                <Sentence text={reason} />
              </p>
            ))
          ) : (
            <p class="wall-reason">What is shown is as of {local(new Date(answeredAt.value))}.</p>
          )}
        </div>
        <Clock />
      </section>
      <dl class="wall-figures">
        <Figure word="Workers" value={count(summary.health.present)} />
        <Figure word="Not healthy" value={count(summary.health.unhealthy + summary.health.failed)} />
        <Figure word="Lost" value={count(summary.health.unacknowledgedLosses)} />
        <Figure word="Free slots" value={count(system.availableCapacity)} />
        <Figure
          word="Used"
          value={
            system.totalCapacity === 0 ? '–' : percent((system.usedCapacity / system.totalCapacity) * 100)
          }
        />
      </dl>
      <section class="wall-alerts" aria-label="Alerts">
        {alerts.alerts.map(({ rule, severity, since, summary: text }) => (
          <p key={rule}>
            <Badge tone={SEVERITIES[severity]} word={severity} /> <bdi>{text}</bdi>{' '}
            <span class="muted">
              <For since={since} />
            </span>
          </p>
        ))}
      </section>
      <ul class="wall-zones" aria-label="Zones">
        {[...(zones?.groups ?? [])]
          .sort((left, right) => woeOf(right) - woeOf(left) || naturally(nameOf(left), nameOf(right)))
          .slice(0, MOST_ZONES)
          .map((group) => (
            <Tile key={nameOf(group)} group={group} />
          ))}
      </ul>
      <p class="muted">
        <Link href={overviewHref}>Overview</Link>
      </p>
    </div>
  );
}

const nameOf = ({ key }: WorkerGroup): string => (key['zone'] as string | null) ?? 'without a zone';

function Clock() {
  const zone = timeZone.value === 'utc' ? 'UTC' : LOCAL_ZONE;
  return (
    <p class="wall-clock">
      {inZone(new Date(now.value), { hour: '2-digit', minute: '2-digit' })}
      <span class="muted">{zone}</span>
    </p>
  );
}

const Figure = ({ word, value }: { word: string; value: string }) => (
  <div>
    <dt>{word}</dt>
    <dd>{value}</dd>
  </div>
);

/** Percent of available workers below which a zone is bad, whatever the reason. */
const LEAST_AVAILABLE = 80;

function toneOf(group: WorkerGroup): Tone {
  const available = availabilityOf(group);
  if (available === undefined) return 'gone';
  if (group.failed + group.lost > 0 || available < LEAST_AVAILABLE) return 'bad';
  return group.unhealthy > 0 ? 'warn' : 'ok';
}

function Tile({ group }: { group: WorkerGroup }) {
  const available = availabilityOf(group);
  const unwell = group.unhealthy + group.failed;
  const tone = toneOf(group);
  return (
    <li class={`wall-tile tone-${tone}`}>
      <p class="wall-zone">
        <Sign tone={tone} /> <bdi>{nameOf(group)}</bdi>
      </p>
      <p class="wall-share">{available === undefined ? '–' : percent(available)}</p>
      <HealthBar group={group} label={`Health of ${nameOf(group)}`} />
      <p class="muted">
        {counted(group.present, 'worker')}, {count(unwell)} not healthy, {count(group.lost)} lost
      </p>
    </li>
  );
}
