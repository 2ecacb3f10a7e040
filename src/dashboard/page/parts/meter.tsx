import { count } from '../words/numbers.js';
import type { Tone } from '../words/tones.js';

export interface Share {
  readonly label: string;
  readonly value: number;
  readonly tone: Tone | `cat-${number}`;
}

/** Shows shares of a whole as one bar; purely an image of the figures beside it. */
export function Bar({ shares, label }: { shares: readonly Share[]; label: string }) {
  const total = shares.reduce((sum, { value }) => sum + value, 0);
  const said = shares.map(({ label: name, value }) => `${name} ${count(value)}`).join(', ');
  return (
    <div class="bar" role="img" aria-label={`${label}: ${said}`}>
      {shares
        .filter(({ value }) => value > 0)
        .map(({ label: name, value, tone }) => (
          <span
            key={name}
            class={`bar-share fill-${tone}`}
            style={{ width: `${(value / total) * 100}%` }}
            title={`${name}: ${count(value)}`}
          />
        ))}
    </div>
  );
}
