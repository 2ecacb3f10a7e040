import type { SystemFigures } from '../api/types.js';
import { Card } from '../parts/card.js';
import { Bar } from '../parts/meter.js';
import { count, percent } from '../words/numbers.js';
import { Outlook } from './outlook.js';

/** Shows the fleet's job capacity, and how much of it is free. */
export function Capacity({ system }: { system: SystemFigures }) {
  const { totalCapacity, usedCapacity, availableCapacity } = system;
  const share = totalCapacity === 0 ? 0 : (usedCapacity / totalCapacity) * 100;
  // Slots of workers that are under an order, or not healthy, cannot be used now.
  const closed = Math.max(0, totalCapacity - usedCapacity - availableCapacity);
  return (
    <Card title="Capacity" area="area-capacity" aside={<span class="muted">{percent(share)} used</span>}>
      <p class="figure">
        {count(availableCapacity)}
        <span class="muted"> free slots</span>
      </p>
      <Bar
        label="Capacity"
        shares={[
          { label: 'Used', value: usedCapacity, tone: 'info' },
          { label: 'Free', value: availableCapacity, tone: 'ok' },
          { label: 'Unavailable', value: closed, tone: 'gone' },
        ]}
      />
      <dl class="facts">
        <div>
          <dt>Used by jobs</dt>
          <dd>{count(usedCapacity)}</dd>
        </div>
        <div>
          <dt>Unavailable</dt>
          <dd title="Slots of workers that are not healthy, under an order, or beyond their load factor">
            {count(closed)}
          </dd>
        </div>
        <div>
          <dt>Total</dt>
          <dd>{count(totalCapacity)}</dd>
        </div>
      </dl>
      <Outlook />
    </Card>
  );
}
