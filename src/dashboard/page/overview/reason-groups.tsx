import type { ReasonGroup } from '../api/types.js';
import { counted } from '../words/numbers.js';

/** Why workers are not healthy or lost, and what the workers of each reason have in common. */
export const ReasonGroups = ({ groups }: { groups: readonly ReasonGroup[] }) => (
  <ul class="worst" aria-label="Reasons">
    {groups.map((group) => {
      const common = commonOf(group);
      return (
        <li key={group.sentence}>
          <span class="worst-head">
            <strong>{counted(group.count, 'worker')}</strong>
            {common !== '' && <span class="muted">all {common}</span>}
          </span>
          <span class="worst-reason">{group.sentence}</span>
        </li>
      );
    })}
  </ul>
);

const commonOf = ({ zone, version, host, tags }: ReasonGroup): string =>
  [
    zone !== null && `in zone ${zone}`,
    version !== null && `with version ${version}`,
    host !== null && `on host ${host}`,
    tags.length > 0 && `tagged ${tags.join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ');
