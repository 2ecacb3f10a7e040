import { Webhook } from 'standardwebhooks';
import { withDeadline } from '../agent/deadline.js';
import type { AlertWebhook } from '../platform/config/alert-settings.js';
import type { Attempt } from './delivery-outcome.js';

/** How long a receiver may take to answer. */
export const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Sends one message, signed as Standard Webhooks have it. Redirects are not followed: the message was meant for, and
 * signed for, the one whose address is in the settings.
 * @param at the time of the attempt, which receivers compare with their clock
 * @param halt ends the attempt
 */
export async function send(
  { url, secret }: AlertWebhook,
  { id, body }: { readonly id: string; readonly body: string },
  at: Date,
  halt: AbortSignal,
): Promise<Attempt> {
  try {
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'worker-registration',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    };
    return await withDeadline({ ms: ANSWER_TIMEOUT_MS, signals: [halt] }, async (signal) => {
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      // The body is not read, and an unread one would keep the connection from being used again.
      await response.body?.cancel().catch(() => undefined);
      return { status: response.status, retryAfter: response.headers.get('retry-after') };
    });
  } catch (error) {
    return { failure: reasonOf(error as Error) };
  }
}

/** In words, without the url: its path and query may be a secret. */
function reasonOf({ name, message, cause }: Error): string {
  if (name === 'TimeoutError') return `No answer within ${ANSWER_TIMEOUT_MS / 1000} s`;
  const inner = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
  return inner instanceof Error ? inner.message || String((inner as { code?: unknown }).code) : message;
}
