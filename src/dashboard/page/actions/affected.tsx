import { count, counted } from '../words/numbers.js';
import type { Target } from './run-all.js';

/** Names at first; the rest on demand. */
const FEW = 10;
const MOST_NAMED = 500;

/** Who is affected by an action, and how many of their jobs. */
export function Affected({ targets }: { targets: readonly Target[] }) {
  if (targets.length < 2) return null;
  const jobs = targets.reduce((sum, target) => sum + (target.jobs ?? 0), 0);
  const zones = new Set(targets.map(({ zone }) => zone ?? ''));
  const rest = targets.slice(FEW, MOST_NAMED);
  return (
    <div class="affected">
      <p>
        <strong>
          {counted(targets.length, 'worker')}, {counted(jobs, 'running job')}
        </strong>
        {zones.size > 0 && <span class="muted"> in {counted(zones.size, 'zone')}</span>}
      </p>
      <Names targets={targets.slice(0, FEW)} />
      {rest.length > 0 && (
        <details>
          <summary>and {count(targets.length - FEW)} more</summary>
          <Names targets={rest} />
          {targets.length > MOST_NAMED && <p class="muted">and {count(targets.length - MOST_NAMED)} more</p>}
        </details>
      )}
    </div>
  );
}

const Names = ({ targets }: { targets: readonly Target[] }) => (
  <ul class="affected-names">
    {targets.map(({ id, workerId, jobs = 0 }) => (
      <li key={id}>
        <bdi>{workerId}</bdi>
        {jobs > 0 && <span class="muted"> {counted(jobs, 'job')}</span>}
      </li>
    ))}
  </ul>
);
