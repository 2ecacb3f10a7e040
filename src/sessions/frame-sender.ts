import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { rememberingLast } from '../platform/batch/remembering-last.js';
import type { Ref, ServerFrame } from './frames.js';
import { textFrame } from './text-frame.js';

/** Bytes that a worker may leave unread. */
const MAX_UNSENT = 64 * 1024;

/** What the senders of a process share. */
interface FrameHost {
  countSent(type: string): void;
  /** Returns the answer to a heartbeat without a reference or warnings. */
  plainAck(leaseExpiresAt: string | null): Buffer;
}

/** Heartbeats that are written together have one lease, and so one answer: the last one is kept. */
export const plainAcks = (): FrameHost['plainAck'] =>
  rememberingLast((leaseExpiresAt) => frameOf({ type: 'ack', leaseExpiresAt }));

/** Sends the frames of one session. Each is one write to the connection under its socket. */
export class FrameSender {
  constructor(
    private readonly socket: Pick<WebSocket, 'readyState' | 'OPEN' | 'bufferedAmount'>,
    private readonly connection: Socket,
    private readonly host: FrameHost,
  ) {}

  /** @returns false if the worker leaves too much unread */
  sendFrame(frame: ServerFrame): boolean {
    return this.write(frame.type, frameOf(frame));
  }

  /** Does the same for the answer to a heartbeat. */
  sendAck(ref: Ref | undefined, leaseExpiresAt: string | null, warnings: readonly string[]): boolean {
    const isPlain = ref === undefined && warnings.length === 0;
    const frame = isPlain
      ? this.host.plainAck(leaseExpiresAt)
      : frameOf({ type: 'ack', ref, leaseExpiresAt, ...(warnings.length > 0 && { warnings }) });
    return this.write('ack', frame);
  }

  private write(type: ServerFrame['type'], frame: Buffer): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return true;
    if (this.socket.bufferedAmount > MAX_UNSENT) return false;
    this.host.countSent(type);
    this.connection.write(frame);
    return true;
  }
}

const frameOf = (frame: ServerFrame): Buffer => textFrame(JSON.stringify(frame));
