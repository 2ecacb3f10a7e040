import type { WorkerGroup } from '../api/types.js';
import { Card } from '../parts/card.js';
import { Empty, Read } from '../parts/states.js';
import { Link } from '../route/link.js';
import { workersHref } from '../route/route.js';
import { count, counted, naturally } from '../words/numbers.js';
import { useGroups } from '../workers/use-groups.js';
import {
  availabilityOf,
  Figure,
  Head,
  HealthBar,
  loadOf,
  Percent,
  SlotsBar,
  Wide,
  woeOf,
} from './group-parts.js';

const nameOf = ({ key }: WorkerGroup): string => (key['zone'] ?? '') as string;

/** The zones with their health, orders, capacity and availability, those with problems first. */
export function ZonesView() {
  const reading = useGroups('zone');
  return (
    <div class="wide">
      <h1>Zones</h1>
      <Card
        title="By zone"
        aside={<span class="muted">{reading.data && counted(reading.data.groups.length, 'zone')}</span>}
      >
        <Read reading={reading} lines={8}>
          {({ groups, otherGroups }) =>
            groups.length === 0 ? (
              <Empty title="No zones yet">A zone appears with its first worker.</Empty>
            ) : (
              <>
                <Wide label="Table of zones">
                  <table class="table groups">
                    <Head
                      words={[
                        'Zone',
                        'Health',
                        'Present',
                        'Not healthy',
                        'Under order',
                        'Lost',
                        'Slots',
                        'Used',
                        'Free',
                        'Load',
                        'Available',
                      ]}
                    />
                    <tbody>
                      {[...groups]
                        .sort(
                          (left, right) =>
                            woeOf(right) - woeOf(left) || naturally(nameOf(left), nameOf(right)),
                        )
                        .map((group) => (
                          <Zone key={nameOf(group)} group={group} />
                        ))}
                    </tbody>
                  </table>
                </Wide>
                {otherGroups && (
                  <p class="note">
                    And {counted(otherGroups.groups, 'smaller zone')} with {count(otherGroups.workers)}{' '}
                    workers.
                  </p>
                )}
                <p class="note">
                  Available: healthy workers in percent of those that are present or lost. Free slots are
                  those of healthy workers without an order.
                </p>
              </>
            )
          }
        </Read>
      </Card>
    </div>
  );
}

function Zone({ group }: { group: WorkerGroup }) {
  const zone = nameOf(group);
  const word = zone === '' ? 'without a zone' : zone;
  const orders = group.draining + group.maintenance;
  return (
    <tr>
      <th scope="row" aria-label={word}>
        <Link href={workersHref({ zone })}>
          <bdi>{word}</bdi>
        </Link>
      </th>
      <td class="groups-bar">
        <HealthBar group={group} label={`Health of ${word}`} />
      </td>
      <Figure value={group.present} />
      <Figure value={group.unhealthy + group.failed} tone="bad" />
      <Figure value={orders} tone="rest" />
      <Figure value={group.lost} tone="bad" />
      <td class="groups-bar">
        <SlotsBar group={group} label={`Slots of ${word}`} />
      </td>
      <Figure value={group.used} />
      <Figure value={group.free} />
      <Percent value={loadOf(group)} />
      <Percent value={availabilityOf(group)} />
    </tr>
  );
}
