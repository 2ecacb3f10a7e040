import type { ComponentChildren } from 'preact';
import type { Failure } from '../api/client.js';
import { isOutage } from '../live/connection.js';
import type { Reading } from '../live/use-reading.js';
import { Sign } from './icons.js';

/** A placeholder while something is read for the first time, without words that would flicker. */
export const Loading = ({ lines = 3 }: { lines?: number }) => (
  <div class="loading" role="status" aria-label="Loading">
    {Array.from({ length: lines }, (_, line) => (
      <span key={line} class="loading-line" />
    ))}
  </div>
);

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <strong>{title}</strong>
    {children}
  </div>
);

export const Failed = ({ failure, again }: { failure: Failure; again?: () => void }) => (
  <div class="failed tone-bad" role="alert">
    <Sign tone="bad" />
    <div>
      <strong>{failure.message}</strong>
      {failure.remedy && <p>{failure.remedy}</p>}
      {again && (
        <button type="button" class="quiet" onClick={again}>
          Try again
        </button>
      )}
    </div>
  </div>
);

interface ReadProps<T> {
  reading: Reading<T>;
  lines?: number;
  children: (data: T) => ComponentChildren;
}

/** Shows a result: a placeholder before the first one, and a failure above the last one. The bar reports outages. */
export function Read<T>({ reading, lines = 3, children }: ReadProps<T>) {
  const { data, failure, again } = reading;
  return (
    <>
      {failure && !isOutage(failure) && <Failed failure={failure} again={again} />}
      {data === undefined ? (!failure || isOutage(failure)) && <Loading lines={lines} /> : children(data)}
    </>
  );
}
