import type { ReasonGroup, WorstWorker } from '../api/types.js';
import { HealthBadge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { Empty } from '../parts/states.js';
import { For } from '../parts/time.js';
import { ReasonGroups } from './reason-groups.js';
import { Link } from '../route/link.js';
import { workerHref, workersHref } from '../route/route.js';

const MOST = 8;
/** The reasons above name what most of them have in common. */
const FEW = 4;

interface WorstProps {
  workers: readonly WorstWorker[];
  groups: readonly ReasonGroup[];
}

/** The reasons for which workers are not healthy, and the workers in the worst condition. */
export const Worst = ({ workers, groups }: WorstProps) => (
  <Card
    title="Needs attention"
    area="area-worst"
    aside={
      workers.length > FEW && (
        <Link href={workersHref({ health: 'UNHEALTHY,FAILED', sort: 'health' })}>Show all</Link>
      )
    }
  >
    {groups.length > 0 && <ReasonGroups groups={groups} />}
    {groups.length + workers.length === 0 ? (
      <Empty title="None">Every present worker is healthy.</Empty>
    ) : (
      <ul class="worst">
        {workers
          .slice(0, groups.length > 0 ? FEW : MOST)
          .map(({ id, workerId, zone, health, held, since, reason }) => (
            <li key={id}>
              <span class="worst-head">
                <Link href={workerHref(workerId)}>
                  <bdi>{workerId}</bdi>
                </Link>
                {zone && <span class="muted">{zone}</span>}
                <HealthBadge health={health} held={held} />
                <span class="muted worst-since">
                  <For since={since} />
                </span>
              </span>
              <span class="worst-reason">
                <bdi>{reason}</bdi>
              </span>
            </li>
          ))}
      </ul>
    )}
  </Card>
);
