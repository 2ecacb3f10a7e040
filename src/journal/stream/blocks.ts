import { eventView } from '../event-view.js';
import type { EventRow } from '../store/journal.store.js';
import { positionText, type Position } from './position.js';

/** How long a client waits before it comes again. */
const RETRY_MS = 2000;

/** Why a stream could not be resumed where the client had left it. */
export type ResetReason = 'expired' | 'unknown';

const RESETS: Readonly<Record<ResetReason, string>> = {
  expired:
    'Events may be missing: the last one that was seen is not in the journal. The stream goes on from now.',
  unknown: 'Events may be missing: what was asked for is no id of this stream. The stream goes on from now.',
};

/**
 * What goes over the wire, in the form of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 * Events of the journal have no name of their own there: a page would have to listen to each of the thirty types.
 */
export const eventBlock = (at: Position, event: EventRow): Buffer =>
  Buffer.from(`id: ${positionText(at)}\ndata: ${JSON.stringify(eventView(event))}\n\n`);

/** The first one. An id without data: a break before the first event must leave no gap. */
export const beginBlock = (at: Position): string => `retry: ${RETRY_MS}\nid: ${positionText(at)}\n\n`;

/** A comment, which keeps proxies from taking the connection for idle, and an event, for a page that wants to know. */
export const heartbeatBlock = (at: Position, behindMs: number): string =>
  `: heartbeat\nevent: heartbeat\nid: ${positionText(at)}\ndata: ${JSON.stringify({ at: new Date().toISOString(), behindMs: Math.round(behindMs) })}\n\n`;

/** @param lastEventId what the client had asked for */
export const resetBlock = (at: Position, reason: ResetReason, lastEventId: string): string =>
  `event: reset\nid: ${positionText(at)}\ndata: ${JSON.stringify({ reason, lastEventId, message: RESETS[reason] })}\n\n`;
