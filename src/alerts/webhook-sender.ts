import { Webhook } from 'standardwebhooks';
import { withDeadline } from '../agent/deadline.js';
import type { AlertWebhook } from '../platform/config/alert-settings.js';
import { fetchFailure } from '../platform/network/fetch-failure.js';
import type { Attempt } from './delivery-outcome.js';
import { formatBody, type StoredMessage } from './formats/format-body.js';

/** How long a receiver may take to answer. */
export const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Sends one message in the format of its webhook, signed as Standard Webhooks specifies. Does not follow redirects: the message was signed for the
 * receiver whose address is in the settings.
 * @param at the time of the attempt, which receivers compare with their clock
 * @param halt aborts the attempt
 */
export async function send(
  webhook: AlertWebhook,
  message: StoredMessage,
  at: Date,
  halt: AbortSignal,
): Promise<Attempt> {
  const { url, secret } = webhook;
  const { id } = message;
  try {
    const { type, body } = formatBody(webhook, message);
    const headers = {
      'content-type': type,
      'user-agent': 'worker-registration',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      ...(secret !== undefined && { 'webhook-signature': new Webhook(secret).sign(id, at, body) }),
    };
    return await withDeadline({ ms: ANSWER_TIMEOUT_MS, signals: [halt] }, async (signal) => {
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
      // An unread body would keep the connection from being reused.
      await response.body?.cancel().catch(() => undefined);
      return { status: response.status, retryAfter: response.headers.get('retry-after') };
    });
  } catch (error) {
    return { failure: reasonOf(error as Error) };
  }
}

const reasonOf = (error: Error): string =>
  error.name === 'TimeoutError' ? `No answer within ${ANSWER_TIMEOUT_MS / 1000} s` : fetchFailure(error);
