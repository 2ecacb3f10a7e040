import { read } from '../api/client.js';
import type { Summary, SystemFigures } from '../api/types.js';
import { isOutage } from '../live/connection.js';
import { useReading } from '../live/use-reading.js';
import { Failed, Loading } from '../parts/states.js';
import { Alerts } from './alerts.js';
import { Capacity } from './capacity.js';
import { Counts } from './counts.js';
import { FleetHistory } from './fleet-history.js';
import { Heartbeats } from './heartbeats.js';
import { Losses } from './losses.js';
import { Recent } from './recent.js';
import { StateBand } from './state-band.js';
import { Worst } from './worst.js';
import { Zones } from './zones.js';

interface Fleet {
  summary: Summary;
  system: SystemFigures;
}

/** The state of the fleet at a glance. */
export function Overview() {
  const reading = useReading<Fleet>('overview', async (signal) => {
    const [summary, system] = await Promise.all([
      read<Summary>('/health/summary', signal),
      read<SystemFigures>('/health/system', signal),
    ]);
    return { summary, system };
  });
  const { data, again } = reading;
  const failure = isOutage(reading.failure) ? undefined : reading.failure;
  return (
    <div class="overview">
      <h1 class="unseen">Overview</h1>
      {failure && <Failed failure={failure} again={again} />}
      {data === undefined ? (
        !failure && <Loading lines={8} />
      ) : (
        <>
          <StateBand summary={data.summary} />
          <Losses summary={data.summary} again={again} />
          <div class="overview-fleet">
            <Worst workers={data.summary.worstWorkers} groups={data.summary.reasonGroups} />
            <Zones summary={data.summary} again={again} />
            <FleetHistory />
            <Heartbeats summary={data.summary} />
          </div>
          <div class="overview-side">
            <Alerts />
            <Counts system={data.system} health={data.summary.health} />
            <Capacity system={data.system} />
            <Recent />
          </div>
        </>
      )}
    </div>
  );
}
