/** A server's response. `body` is undefined if it was not a JSON object. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** The wait that `Retry-After` asks for. */
  readonly retryAfterMs: number | undefined;
  /** Target of a redirect. Redirects are not followed, as a credential goes to its server only. */
  readonly location?: string | undefined;
}

/** Why a request failed, for people and for programs. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly remedy: string | undefined;
}

/** What a response means for the worker that sent the request. */
export type Meaning =
  | { readonly kind: 'done'; readonly body: Readonly<Record<string, unknown>> }
  /** The token is no longer accepted: register again, and send it there if it still proves the worker's identity. */
  | { readonly kind: 'token-ended'; readonly proves: boolean; readonly refusal: Refusal }
  | { readonly kind: 'not-registered'; readonly refusal: Refusal }
  | { readonly kind: 'superseded'; readonly refusal: Refusal }
  | { readonly kind: 'deregistered'; readonly refusal: Refusal }
  /** Retry the same request later. */
  | { readonly kind: 'later'; readonly retryAfterMs: number | undefined; readonly refusal: Refusal }
  /** A retry does not help until something else changes. */
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Returns what it means that another process has taken over. */
export const superseded = (message = 'Another process is registered as this worker'): Meaning => ({
  kind: 'superseded',
  refusal: { status: 409, code: 'superseded', message, remedy: undefined },
});

const ENDED_CODES = new Set(['token_expired', 'invalid_token', 'credential_missing']);

/** Interprets a response as docs/identity.md and docs/errors.md specify it. */
export function meaningOf({ status, body, retryAfterMs }: Answer): Meaning {
  if (status === 204 || (status >= 200 && status < 300 && body !== undefined)) {
    return { kind: 'done', body: body ?? {} };
  }
  const refusal = refusalOf(status, body);
  const { code } = refusal;
  // A proxy that is not ready, or a wrong address, answers 404, 403 or 302 of its own: no reason to give up.
  if (!isOfService(body)) return { kind: 'later', retryAfterMs, refusal };
  if (status === 401 && ENDED_CODES.has(code)) {
    return { kind: 'token-ended', proves: code === 'token_expired', refusal };
  }
  if (code === 'worker_not_registered') return { kind: 'not-registered', refusal };
  if (code === 'superseded') return { kind: 'superseded', refusal };
  if (code === 'worker_deregistered' || code === 'credentials_revoked')
    return { kind: 'deregistered', refusal };
  if (status === 429 || status >= 500) return { kind: 'later', retryAfterMs, refusal };
  return { kind: 'refused', refusal };
}

/** Whether another server may succeed: this one is unavailable, or a proxy in front of it answered. */
export function isServersFault({ status, body }: Answer): boolean {
  if (status >= 200 && status < 300) return status !== 204 && body === undefined;
  return status >= 500 || !isOfService(body);
}

/** Whether an error comes from the service: its problems have a code of docs/errors.md. */
export function isOfService(body: Answer['body']): boolean {
  const { code, type } = body ?? {};
  const isOurs =
    type === undefined || (typeof type === 'string' && type.startsWith('urn:worker-registration:'));
  return isOurs && typeof code === 'string' && /^[a-z]+(_[a-z]+)*$/.test(code);
}

function refusalOf(status: number, body: Answer['body']): Refusal {
  const text = (name: string): string | undefined => {
    const value = body?.[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    status,
    code: text('code') ?? `http_${status}`,
    message: text('message') ?? `The server answered ${status}`,
    remedy: text('remedy'),
  };
}

/** A date in `Retry-After` is as wrong as the clock of this machine; and timers of Node.js fire at once after 24 days. */
export const LONGEST_RETRY_AFTER_MS = 3_600_000;

/** Parses seconds, or a date, which is compared with this machine's clock: the header offers nothing better. */
export function retryAfterMsOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS);
}
