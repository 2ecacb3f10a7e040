import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { rememberingLast } from '../platform/batch/remembering-last.js';
import type { Ref, ServerFrame } from './frames.js';
import { textFrame } from './text-frame.js';

/** Bytes that a worker may leave unread. */
const MAX_UNSENT = 64 * 1024;

/** Heartbeats that are written together have one lease, and so one answer. */
const plainAck = rememberingLast((leaseExpiresAt: string | null) => frameOf({ type: 'ack', leaseExpiresAt }));

/** Counts sent frames. */
interface FrameCounts {
  countSent(type: string): void;
}

/** Sends the frames of one session. Each is one write to the connection under its socket. */
export class FrameSender {
  constructor(
    private readonly socket: Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount'>,
    private readonly connection: Socket,
    private readonly counts: FrameCounts,
  ) {}

  /** @returns false if the worker leaves too much unread */
  sendFrame(frame: ServerFrame): boolean {
    return this.write(frame.type, frameOf(frame));
  }

  /** Does the same for the answer to a heartbeat. */
  sendAck(ref: Ref | undefined, leaseExpiresAt: string | null, warnings: readonly string[]): boolean {
    const isPlain = ref === undefined && warnings.length === 0;
    const frame = isPlain
      ? plainAck(leaseExpiresAt)
      : frameOf({ type: 'ack', ref, leaseExpiresAt, ...(warnings.length > 0 && { warnings }) });
    return this.write('ack', frame);
  }

  private write(type: ServerFrame['type'], frame: Buffer): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return true;
    if (this.socket.bufferedAmount > MAX_UNSENT) return false;
    this.counts.countSent(type);
    this.connection.write(frame);
    return true;
  }
}

const frameOf = (frame: ServerFrame): Buffer => textFrame(JSON.stringify(frame));
