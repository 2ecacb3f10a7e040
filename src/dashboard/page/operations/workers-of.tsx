import { useState } from 'preact/hooks';
import { read } from '../api/client.js';
import type { OperationDetail, OperationWorker } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { Read } from '../parts/states.js';
import { Link } from '../route/link.js';
import { workerHref } from '../route/route.js';
import { count } from '../words/numbers.js';

/** Workers that are named; the rest is counted. */
const MOST_NAMED = 100;

/** The workers of an operation, read once they are opened: first those with which it is not done, each with the reason. */
export function WorkersOf({ id, total, name }: { id: string; total: number; name: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={`Workers: ${name}`}>Workers</summary>
      {isOpen && <Named id={id} total={total} />}
    </details>
  );
}

function Named({ id, total }: { id: string; total: number }) {
  const reading = useReading<OperationDetail>(`operation ${id}`, (signal) =>
    read(`/operations/${id}?done=true`, signal),
  );
  return (
    <Read reading={reading} lines={1}>
      {({ left, done = [] }) => {
        const named = [...left, ...done].slice(0, MOST_NAMED);
        return (
          <ul class="affected-names">
            {named.map((worker) => (
              <Name key={worker.id} worker={worker} />
            ))}
            {total > named.length && <li class="muted">and {count(total - named.length)} more</li>}
          </ul>
        );
      }}
    </Read>
  );
}

const Name = ({ worker: { id, workerId, step, why } }: { worker: OperationWorker }) => (
  <li>
    <Link href={workerHref(id)}>
      <bdi>{workerId}</bdi>
    </Link>
    {step !== 'done' && (
      <span class="muted">
        {' '}
        {step}
        {why !== null && `: ${why}`}
      </span>
    )}
  </li>
);
