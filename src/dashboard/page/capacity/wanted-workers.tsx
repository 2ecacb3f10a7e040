import type { CapacityAnswer } from '../api/types.js';
import { Card } from '../parts/card.js';
import { At } from '../parts/time.js';
import { Link } from '../route/link.js';
import { workerHref } from '../route/route.js';
import { count, counted } from '../words/numbers.js';

/** How many workers there should be, why, when slots run out, and whom to take away. */
export function WantedWorkers({
  capacity: { pool, zone, wanted, forecast, runsOutAt, leave, now },
}: {
  capacity: CapacityAnswer;
}) {
  const missing = wanted.workers - now.workers;
  return (
    <Card
      title="Wanted"
      aside={
        <span class={missing > 0 ? 'tone-warn strong' : 'muted'}>
          {missing > 0
            ? `${count(missing)} more than now`
            : missing < 0
              ? `${count(-missing)} fewer than now`
              : 'as now'}
        </span>
      }
    >
      <p class="figure">
        {count(wanted.workers)}
        <span class="muted"> {wanted.workers === 1 ? 'worker' : 'workers'}</span>
      </p>
      <p>{wanted.why}</p>
      <p class={runsOutAt === null ? 'muted' : 'tone-bad strong'}>
        {runsOutAt === null ? (
          forecast.coverage === null ? (
            'Whether slots run out is not known yet: the forecast has no record.'
          ) : (
            'Slots do not run out within a day or the chosen time, at 95 %.'
          )
        ) : (
          <>
            Slots may run out: <At at={runsOutAt} />
          </>
        )}
        {pool === null ? '' : ` Pool ${pool}.`}
        {zone === null ? '' : ` Zone ${zone}.`}
      </p>
      {leave !== null && leave.workers.length > 0 && (
        <details>
          <summary>{counted(leave.count, 'worker')} can be taken away</summary>
          <ul class="plain-list">
            {leave.workers.map(({ workerId, why }) => (
              <li key={workerId}>
                <Link href={workerHref(workerId)}>
                  <bdi>{workerId}</bdi>
                </Link>{' '}
                <span class="muted">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}
