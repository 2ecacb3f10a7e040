import { useEffect } from 'preact/hooks';
import { lookWhoReads, session, sessionFailure } from '../api/session.js';
import { closeStream, openStream } from '../live/stream.js';
import { CapacityView } from '../capacity/capacity-view.js';
import { HostsView } from '../groups/hosts-view.js';
import { VersionsView } from '../groups/versions-view.js';
import { ZonesView } from '../groups/zones-view.js';
import { MapView } from '../map/map-view.js';
import { OperationsView } from '../operations/operations-view.js';
import { ReportsView } from '../reports/reports-view.js';
import { Overview } from '../overview/overview.js';
import { Failed, Loading } from '../parts/states.js';
import { view } from '../route/route.js';
import { WallView } from '../wall/wall-view.js';
import { WorkersView } from '../workers/workers-view.js';
import { WorkerView } from '../worker/worker-view.js';
import { EventsView } from '../journal/events-view.js';
import { Boundary } from './boundary.js';
import { Frame } from './frame.js';
import { Nowhere } from './nowhere.js';
import { SignIn } from './sign-in.js';

/** The page. Shows nothing until the session is known, and only the sign-in if one is required. */
export function App() {
  useEffect(() => void lookWhoReads(), []);
  const signedIn = session.value != null;
  useEffect(() => {
    if (!signedIn) return undefined;
    openStream();
    return closeStream;
  }, [signedIn]);

  if (sessionFailure.value !== undefined && !signedIn)
    return (
      <main class="lone">
        <Failed failure={sessionFailure.value} again={() => void lookWhoReads()} />
      </main>
    );
  if (session.value === undefined)
    return (
      <main class="lone">
        <Loading />
      </main>
    );
  if (session.value === null) return <SignIn />;
  return (
    <Frame>
      <Boundary place={JSON.stringify(view.value)}>
        <Shown />
      </Boundary>
    </Frame>
  );
}

function Shown() {
  const shown = view.value;
  switch (shown.name) {
    case 'overview':
      return <Overview />;
    case 'workers':
      return <WorkersView />;
    case 'worker':
      return <WorkerView key={shown.workerId} name={shown.workerId} />;
    case 'events':
      return <EventsView />;
    case 'zones':
      return <ZonesView />;
    case 'versions':
      return <VersionsView />;
    case 'hosts':
      return <HostsView />;
    case 'map':
      return <MapView />;
    case 'capacity':
      return <CapacityView />;
    case 'reports':
      return <ReportsView />;
    case 'operations':
      return <OperationsView />;
    case 'wall':
      return <WallView />;
    case 'nowhere':
      break;
  }
  return <Nowhere />;
}
