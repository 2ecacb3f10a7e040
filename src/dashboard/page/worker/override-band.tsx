import type { Override } from '../api/types.js';
import { Sign } from '../parts/icons.js';
import { For } from '../parts/time.js';

const textOf = (value: Override['reported']): string => [value ?? []].flat().join(', ') || 'none';

/** What an operator has set in place of the worker, and what it reports. */
export const OverrideBand = ({ name, override }: { name: string; override: Override }) => (
  <p class="order tone-rest">
    <Sign tone="rest" />
    <span class="order-text">
      <strong>
        {name} set to <bdi>{textOf(override.value)}</bdi>
      </strong>
      {override.reason !== null && (
        <>
          : <bdi>{override.reason}</bdi>
        </>
      )}
      <span class="muted">
        {' '}
        · reports <bdi>{textOf(override.reported)}</bdi> · by {override.by} · <For since={override.at} />
      </span>
    </span>
  </p>
);
