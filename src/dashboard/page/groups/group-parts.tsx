import type { ComponentChildren } from 'preact';
import type { GroupCounts } from '../api/types.js';
import { Bar } from '../parts/meter.js';
import { count, percent } from '../words/numbers.js';

/** The present and lost workers of a group as one bar. */
export const HealthBar = ({ group, label }: { group: GroupCounts; label: string }) => (
  <Bar
    label={label}
    shares={[
      { label: 'Healthy', value: group.healthy, tone: 'ok' },
      { label: 'Unhealthy', value: group.unhealthy, tone: 'warn' },
      { label: 'Failed', value: group.failed, tone: 'bad' },
      { label: 'Lost', value: group.lost, tone: 'gone' },
    ]}
  />
);

/** The slots of a group as one bar. */
export const SlotsBar = ({
  group: { used, free, capacity },
  label,
}: {
  group: GroupCounts;
  label: string;
}) => (
  <Bar
    label={label}
    shares={[
      { label: 'Used', value: used, tone: 'info' },
      { label: 'Free', value: free, tone: 'ok' },
      { label: 'Unavailable', value: Math.max(0, capacity - used - free), tone: 'gone' },
    ]}
  />
);

/** Healthy workers in percent of those that are present or lost; undefined for none. */
export function availabilityOf({ healthy, present, lost }: GroupCounts): number | undefined {
  const all = present + lost;
  return all === 0 ? undefined : (healthy / all) * 100;
}

export const loadOf = ({ used, capacity }: GroupCounts): number | undefined =>
  capacity === 0 ? undefined : (used / capacity) * 100;

export const Percent = ({ value }: { value: number | undefined }) => (
  <td class="number">{value === undefined ? <span class="muted">–</span> : percent(value)}</td>
);

export const Figure = ({ value, tone }: { value: number; tone?: string }) => (
  <td class={`number ${value === 0 ? 'muted' : tone ? `tone-${tone} strong` : ''}`}>{count(value)}</td>
);

export const Head = ({ words }: { words: readonly (string | ComponentChildren)[] }) => (
  <thead>
    <tr>
      {words.map((word, index) => (
        <th key={index} scope="col" class={typeof word === 'string' && NUMBERS.has(word) ? 'number' : ''}>
          {word}
        </th>
      ))}
    </tr>
  </thead>
);

const NUMBERS: ReadonlySet<string> = new Set([
  'Present',
  'Not healthy',
  'Under order',
  'Lost',
  'Used',
  'Free',
  'Load',
  'Available',
  'Workers',
]);

/** How bad a group is: the worst come first. */
export const woeOf = ({ unhealthy, failed, lost }: GroupCounts): number => failed * 2 + lost + unhealthy;

/** The table scrolls by itself on a narrow page. */
export const Wide = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <div class="scroll-x" tabIndex={0} role="region" aria-label={label}>
    {children}
  </div>
);
