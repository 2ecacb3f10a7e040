import { signal } from '@preact/signals';
import { Failure } from '../api/client.js';

/** Since when the service does not answer, and why; undefined while it does. */
export const outage = signal<{ since: number; words: string } | undefined>(undefined);

/** When the last answer arrived: what is shown is as of then. */
export const answeredAt = signal(Date.now());

/** Whether the service, not the request, is the reason: one bar reports that for all views. */
export const isOutage = (failure: Failure | undefined): boolean =>
  failure !== undefined && (failure.status === 0 || failure.status >= 500) && !failure.isOfPage;

export function noteAnswer(): void {
  answeredAt.value = Date.now();
  outage.value = undefined;
}

export function noteOutage(failure: Failure): void {
  outage.value = { since: outage.value?.since ?? answeredAt.value, words: failure.message };
}
