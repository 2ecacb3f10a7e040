import { read } from '../api/client.js';
import type { Worker, WorkerHealth } from '../api/types.js';
import { GroupChoice } from '../journal/event-filters.js';
import { groupsIn } from '../journal/event-query.js';
import { Events } from '../journal/events.js';
import { isOutage } from '../live/connection.js';
import { useReading } from '../live/use-reading.js';
import { HealthBadge, StatusBadge } from '../parts/badge.js';
import { Empty, Failed, Loading } from '../parts/states.js';
import { Link } from '../route/link.js';
import { query, workersHref } from '../route/route.js';
import { lastList } from '../workers/last-list.js';
import { useAnnouncement } from '../shell/announcer.js';
import { HEALTH_WORDS, PRESENCE_WORDS, STATUS_WORDS } from '../words/tones.js';
import { AbsenceBand } from './absence-band.js';
import { ActionBar } from './action-bar.js';
import { Checks } from './checks.js';
import { Description } from './description.js';
import { Incarnations } from './incarnations.js';
import { Jobs } from './jobs.js';
import { LiveState } from './live-state.js';
import { LoadChart } from './load-chart.js';
import { Trends } from './trends.js';
import { Timeline } from './timeline.js';
import { OrderBand } from './order-band.js';
import { OverrideBand } from './override-band.js';

/** No event reports what a heartbeat changes. */
const POLL_MS = 2000;

interface Known {
  worker: Worker;
  health: WorkerHealth;
}

/** The view of one worker. */
export function WorkerView({ name }: { name: string }) {
  const path = `/${encodeURIComponent(name)}`;
  const reading = useReading<Known>(
    path,
    async (signal) => {
      const [worker, health] = await Promise.all([
        read<Worker>(path, signal),
        read<WorkerHealth>(`${path}/health`, signal),
      ]);
      return { worker, health };
    },
    { concerns: (event) => event.workerId === name || event.id === name, pollMs: POLL_MS },
  );
  const { data, again } = reading;
  const failure = isOutage(reading.failure) ? undefined : reading.failure;
  const isUnknown = failure?.status === 404;
  return (
    <div class="worker">
      <Link class="worker-back" href={lastList.value} back>
        {lastList.value === workersHref() ? 'All workers' : 'Back to the list'}
      </Link>
      {failure && !isUnknown && <Failed failure={failure} again={again} />}
      {isUnknown && <Gone name={name} />}
      {data === undefined && !failure && <Loading lines={10} />}
      {data && !isUnknown && <Shown {...data} again={again} />}
      {(data ?? isUnknown) && (
        <>
          <Incarnations path={path} />
          <EventsOf path={path} />
        </>
      )}
    </div>
  );
}

const stateOf = ({ presence, status, health }: Worker): string =>
  presence === 'PRESENT' ? `${STATUS_WORDS[status]}, ${HEALTH_WORDS[health]}` : PRESENCE_WORDS[presence];

const OVERRIDE_WORDS: Readonly<Record<string, string>> = { capacity: 'Capacity', tags: 'Tags', zone: 'Zone' };

function Shown({ worker, health, again }: Known & { again: () => void }) {
  useAnnouncement(`${worker.workerId} is ${stateOf(worker)}`);
  return (
    <>
      <header class="worker-head">
        <div>
          <h1>
            <bdi>{worker.workerId}</bdi>
          </h1>
          <p class="muted">
            <bdi>{worker.name}</bdi>
          </p>
        </div>
        <div class="worker-badges">
          <StatusBadge status={worker.status} />
          <HealthBadge health={worker.health} held={worker.held} worker={worker} />
        </div>
        <ActionBar worker={worker} onDone={again} />
      </header>
      {worker.absence && <AbsenceBand presence={worker.presence} absence={worker.absence} />}
      {worker.order && <OrderBand order={worker.order} />}
      {Object.entries(worker.overrides ?? {}).map(([name, override]) => (
        <OverrideBand key={name} name={OVERRIDE_WORDS[name] ?? name} override={override} />
      ))}
      <Timeline id={worker.id} path={`/${encodeURIComponent(worker.id)}`} />
      <Checks health={health} />
      <LiveState worker={worker} health={health} />
      <LoadChart worker={worker} />
      <Trends id={worker.id} />
      <Description worker={worker} />
      <Jobs worker={worker} />
    </>
  );
}

const Gone = ({ name }: { name: string }) => (
  <>
    <h1 class="unseen">{name}</h1>
    <Empty title={`Worker ${name} not found`}>
      If it was deleted, its events are kept below.{' '}
      <Link href={workersHref({ text: name })}>Search for workers with such a name</Link>
    </Empty>
  </>
);

/** The journal of the worker, without its jobs unless they are chosen. */
function EventsOf({ path }: { path: string }) {
  const groups = groupsIn(query.value).join(',');
  return (
    <>
      <GroupChoice />
      <Events key={groups} path={`${path}/events?groups=${groups}&`} ofOne />
    </>
  );
}
