import type { CapacityAnswer } from '../api/types.js';
import { Card } from '../parts/card.js';
import { Bar } from '../parts/meter.js';
import { Empty } from '../parts/states.js';
import { count, decimal, percent } from '../words/numbers.js';

/** The slots now, of the pool or of one of its zones. */
export function SlotsNow({ capacity: { now, zone } }: { capacity: CapacityAnswer }) {
  const { used, usable, free, workers, suspect, draining, expected } = now;
  if (zone !== null && workers + used + draining + expected === 0)
    return (
      <Card title="Now">
        <Empty title="No workers">This zone has no workers of the pool now.</Empty>
      </Card>
    );
  const facts = [
    ['Free', count(free)],
    ['Workers that can take jobs', count(workers)],
    ['Suspect', count(suspect)],
    ['Draining', count(draining)],
    ['Not yet seen', count(expected)],
    ...(zone === null ? [['Refused claims', `${decimal(now.unmetPerMinute)} a minute`]] : []),
  ] as const;
  return (
    <Card
      title="Now"
      aside={
        <span class="muted">{usable === 0 ? 'no slots' : `${percent((used / usable) * 100)} used`}</span>
      }
    >
      <p class="figure">
        {count(used)}
        <span class="muted"> of {count(usable)} slots used</span>
      </p>
      <Bar
        label="Slots"
        shares={[
          { label: 'Used', value: used, tone: 'info' },
          { label: 'Free', value: free, tone: 'ok' },
          { label: 'Unavailable', value: Math.max(0, usable - used - free), tone: 'gone' },
        ]}
      />
      <dl class="facts">
        {facts.map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
