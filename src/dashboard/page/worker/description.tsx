import type { ComponentChildren } from 'preact';
import type { Worker } from '../api/types.js';
import { Card } from '../parts/card.js';
import { Ago } from '../parts/time.js';
import { Link } from '../route/link.js';
import { workersHref } from '../route/route.js';
import { count, counted } from '../words/numbers.js';
import { sumOf, useGroups } from '../workers/use-groups.js';

/** Workers of a host come and go rarely. */
const POLL_MS = 60_000;

const NONE = <span class="muted">–</span>;

/** The worker's description from its registration. */
export function Description({ worker }: { worker: Worker }) {
  const address = [worker.hostAddress ?? worker.hostName, worker.port]
    .filter((each) => each !== null)
    .join(':');
  return (
    <Card title="Description" area="area-description">
      <dl class="facts facts-grid">
        <Fact word="Zone">
          <Link href={workersHref({ zone: worker.zone ?? '' })}>{worker.zone ?? 'without a zone'}</Link>
        </Fact>
        <Fact word="Version">{worker.version ?? NONE}</Fact>
        <Fact word="Host">
          <Host host={worker.hostName ?? worker.hostAddress} />
        </Fact>
        <Fact word="Address">{address === '' ? NONE : address}</Fact>
        <Fact word="Minimum priority">{count(worker.priorityThreshold)}</Fact>
        <Fact word="Load factor">{worker.workerLoadFactor}</Fact>
        <Fact word="Lease">
          {worker.leaseSeconds === null ? 'of the settings' : `${count(worker.leaseSeconds)} s`}
        </Fact>
        <Fact word="First registered">
          <Ago at={worker.registeredAt} />
        </Fact>
        <Fact word="Server id" wide>
          <code>{worker.id}</code>
        </Fact>
        <Fact word="Tags" wide>
          {worker.tags.length === 0
            ? NONE
            : worker.tags.map((tag) => (
                <Link key={tag} class="tag" href={workersHref({ tag })}>
                  {tag}
                </Link>
              ))}
        </Fact>
        <Fact word="Capabilities" wide>
          {Object.keys(worker.capabilities).length === 0
            ? NONE
            : Object.entries(worker.capabilities).map(([name, value]) => (
                <code key={name} class="tag">
                  {value === true ? name : `${name} = ${JSON.stringify(value)}`}
                </code>
              ))}
        </Fact>
      </dl>
    </Card>
  );
}

/** The host, and how many workers it runs. */
function Host({ host }: { host: string | null }) {
  const filter = { host: host ?? '', presence: 'PRESENT,EXPECTED,LOST' };
  const groups = useGroups('presence', new URLSearchParams(filter).toString(), POLL_MS).data;
  if (host === null) return NONE;
  return (
    <>
      <Link href={workersHref(filter)}>
        <bdi>{host}</bdi>
      </Link>
      {groups && <span class="muted"> {counted(sumOf(groups, 'workers'), 'worker')} on this host</span>}
    </>
  );
}

const Fact = ({
  word,
  wide = false,
  children,
}: {
  word: string;
  wide?: boolean;
  children: ComponentChildren;
}) => (
  <div class={wide ? 'facts-wide' : ''}>
    <dt>{word}</dt>
    <dd>{children}</dd>
  </div>
);
