import { useState } from 'preact/hooks';
import { may } from '../api/session.js';
import type { WorkerGroup } from '../api/types.js';
import { Card } from '../parts/card.js';
import { Icon } from '../parts/icons.js';
import { Empty, Read } from '../parts/states.js';
import { Link } from '../route/link.js';
import { ask, query, workersHref } from '../route/route.js';
import { SEARCH_ID } from '../shell/search-key.js';
import { count, counted, naturally } from '../words/numbers.js';
import { useGroups } from '../workers/use-groups.js';
import { Figure, Head, HealthBar, loadOf, Percent, Wide, woeOf } from './group-parts.js';
import { HostActions } from './host-actions.js';

/** Rows at first; the rest on demand. */
const FEW = 100;

const nameOf = ({ key }: WorkerGroup): string => (key['host'] ?? '') as string;

/** The hosts with their workers, and one action for all workers of a host. */
export function HostsView() {
  const reading = useGroups('host', 'presence=PRESENT,EXPECTED,LOST');
  const text = query.value.get('text') ?? '';
  return (
    <div class="wide">
      <h1>Hosts</h1>
      <search class="tools">
        <label class="tool tool-search">
          <span>Search</span>
          <Icon name="search" />
          <input
            id={SEARCH_ID}
            type="search"
            placeholder="Host name or address"
            value={text}
            autoComplete="off"
            onInput={(event) => ask({ text: event.currentTarget.value.trim() })}
          />
        </label>
      </search>
      <Card title="By host" aside={reading.data && <Aside groups={reading.data.groups} />}>
        <Read reading={reading} lines={8}>
          {({ groups, otherGroups }) => {
            const found = groups
              .filter((group) => nameOf(group).includes(text.toLowerCase()))
              .sort((left, right) => woeOf(right) - woeOf(left) || naturally(nameOf(left), nameOf(right)));
            if (found.length === 0)
              return <Empty title="No hosts">Workers name their host when they register.</Empty>;
            return (
              <>
                <Hosts groups={found} again={reading.again} />
                {otherGroups && (
                  <p class="note">{counted(otherGroups.groups, 'host')} with fewer workers are not listed.</p>
                )}
              </>
            );
          }}
        </Read>
      </Card>
    </div>
  );
}

const Aside = ({ groups }: { groups: readonly WorkerGroup[] }) => (
  <span class="muted">{counted(groups.filter(({ key }) => key['host'] !== null).length, 'host')}</span>
);

function Hosts({ groups, again }: { groups: readonly WorkerGroup[]; again: () => void }) {
  const [isWhole, setWhole] = useState(false);
  const isActing = may('operator');
  return (
    <>
      <Wide label="Table of hosts">
        <table class="table groups">
          <Head
            words={[
              'Host',
              'Workers',
              'Health',
              'Not healthy',
              'Under order',
              'Lost',
              'Used',
              'Free',
              'Load',
              ...(isActing ? ['For all of its workers'] : []),
            ]}
          />
          <tbody>
            {(isWhole ? groups : groups.slice(0, FEW)).map((group) => {
              const host = nameOf(group);
              return (
                <tr key={host}>
                  <th scope="row">
                    {host === '' ? (
                      'without a host'
                    ) : (
                      <Link href={workersHref({ host })}>
                        <bdi>{host}</bdi>
                      </Link>
                    )}
                  </th>
                  <Figure value={group.workers} />
                  <td class="groups-bar">
                    <HealthBar group={group} label={`Health of ${host}`} />
                  </td>
                  <Figure value={group.unhealthy + group.failed} tone="bad" />
                  <Figure value={group.draining + group.maintenance} tone="rest" />
                  <Figure value={group.lost} tone="bad" />
                  <Figure value={group.used} />
                  <Figure value={group.free} />
                  <Percent value={loadOf(group)} />
                  {isActing && (
                    <td>{host !== '' && <HostActions host={host} group={group} onDone={again} />}</td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Wide>
      {!isWhole && groups.length > FEW && (
        <button type="button" class="quiet more" onClick={() => setWhole(true)}>
          Show all {count(groups.length)}
        </button>
      )}
    </>
  );
}
