import type { WorstWorker } from '../api/types.js';
import { HealthBadge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { Empty } from '../parts/states.js';
import { For } from '../parts/time.js';
import { Link } from '../route/link.js';
import { workerHref, workersHref } from '../route/route.js';

const MOST = 8;

/** The workers in the worst condition, with the reasons. */
export const Worst = ({ workers }: { workers: readonly WorstWorker[] }) => (
  <Card
    title="Needs attention"
    area="area-worst"
    aside={workers.length > MOST && <Link href={workersHref({ health: 'UNHEALTHY,FAILED' })}>Show all</Link>}
  >
    {workers.length === 0 ? (
      <Empty title="None">Every present worker is healthy.</Empty>
    ) : (
      <ul class="worst">
        {workers.slice(0, MOST).map(({ id, workerId, zone, health, held, since, reason }) => (
          <li key={id}>
            <span class="worst-head">
              <Link href={workerHref(workerId)}>{workerId}</Link>
              {zone && <span class="muted">{zone}</span>}
              <HealthBadge health={health} held={held} />
              <span class="muted worst-since">
                <For since={since} />
              </span>
            </span>
            <span class="worst-reason">{reason}</span>
          </li>
        ))}
      </ul>
    )}
  </Card>
);
