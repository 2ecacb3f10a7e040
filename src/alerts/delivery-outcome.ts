/** The result of one attempt: a response, or why there was none. */
export type Attempt =
  | { readonly status: number; readonly retryAfter: string | null }
  | { readonly failure: string };

/** The next step for a message after an attempt. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly error: string; readonly delayMs: number; readonly asked: boolean }
  | { readonly kind: 'given-up'; readonly error: string };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The schedule that the Standard Webhooks specification suggests: the pause after the first attempt, the second, … */
const PAUSES_MS = [
  5 * SECOND,
  5 * MINUTE,
  HOUR / 2,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** The longest delay that a receiver can ask for. */
const MAX_RETRY_AFTER_MS = 24 * HOUR;

export const MAX_ATTEMPTS = PAUSES_MS.length + 1;

/**
 * @param attempts number of attempts, this one included
 * @param now in milliseconds, for a Retry-After with a date
 * @param random from 0 to 1: pauses grow by up to a fifth, so that messages do not reach a receiver all at once
 */
export function outcomeOf(attempt: Attempt, attempts: number, now: number, random = Math.random()): Outcome {
  if ('status' in attempt && attempt.status >= 200 && attempt.status < 300) return { kind: 'delivered' };
  const error = 'failure' in attempt ? attempt.failure : sentenceOf(attempt.status);
  const pause = PAUSES_MS[attempts - 1];
  const isGone = 'status' in attempt && attempt.status === 410;
  if (pause === undefined || isGone) return { kind: 'given-up', error };
  const asked = 'retryAfter' in attempt ? retryAfterMs(attempt.retryAfter, now) : 0;
  return { kind: 'retry', error, delayMs: Math.max(pause * (1 + random / 5), asked), asked: asked > 0 };
}

function sentenceOf(status: number): string {
  if (status === 410) return 'Answered 410: the receiver is gone';
  if (status >= 300 && status < 400) return `Answered ${status}; redirects are not followed`;
  return `Answered ${status}`;
}

/** Parses seconds or an HTTP date; returns 0 for anything else. */
function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * SECOND : Date.parse(header) - now;
  return Number.isNaN(ms) ? 0 : Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms));
}
