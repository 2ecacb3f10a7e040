import { eventView } from '../event-view.js';
import type { EventRow } from '../store/journal.store.js';
import { positionText, type Position } from './position.js';

/** How long a client waits before it reconnects. */
const RETRY_MS = 2000;

/** Why a stream could not be resumed where the client had left it. */
export type ResetReason = 'expired' | 'unknown';

const RESETS: Readonly<Record<ResetReason, string>> = {
  expired:
    'Events may be missing: the last received event is not in the journal. The stream continues from now.',
  unknown:
    'Events may be missing: the requested id is not an id of this stream. The stream continues from now.',
};

/**
 * Serialises an event as a server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html). Events
 * of the journal have no event name there: a page would have to listen to each of the thirty types.
 */
export const eventBlock = (at: Position, event: EventRow): Buffer =>
  Buffer.from(`id: ${positionText(at)}\ndata: ${JSON.stringify(eventView(event))}\n\n`);

/** Returns the first block. It has an id without data: an interruption before the first event must leave no gap. */
export const beginBlock = (at: Position): string => `retry: ${RETRY_MS}\nid: ${positionText(at)}\n\n`;

/**
 * Returns a comment, which keeps proxies from treating the connection as idle, and an event, for pages that want to
 * know.
 */
export const heartbeatBlock = (at: Position, behindMs: number): string =>
  `: heartbeat\nevent: heartbeat\nid: ${positionText(at)}\ndata: ${JSON.stringify({ at: new Date().toISOString(), behindMs: Math.round(behindMs) })}\n\n`;

/** @param lastEventId the id that the client requested */
export const resetBlock = (at: Position, reason: ResetReason, lastEventId: string): string =>
  `event: reset\nid: ${positionText(at)}\ndata: ${JSON.stringify({ reason, lastEventId, message: RESETS[reason] })}\n\n`;
