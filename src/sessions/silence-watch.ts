import type { WebSocket } from 'ws';
import type { FrameQueue } from './frame-queue.js';

/** A session that was silent for this long is asked for a sign of life, and closed without one. */
const PING_AFTER_MS = 6000;
const SILENT_AFTER_MS = 13_000;

/** A session that stays that far behind for this long is closed. */
const MAX_SLOWED_MS = 10_000;

/** Notices that one session is silent, or sends more than is written. */
export class SilenceWatch {
  /** When something arrived last, by `performance.now()`. */
  private heardAt = performance.now();
  private isPinged = false;
  /** Whether a heartbeat was accepted since the last check. */
  private hasAccepted = false;

  constructor(
    private readonly socket: Pick<WebSocket, 'ping'>,
    private readonly frames: Pick<FrameQueue, 'slowedSince' | 'excuseDelay'>,
  ) {}

  noteSign(): void {
    this.heardAt = performance.now();
    this.isPinged = false;
  }

  noteAccepted(): void {
    this.hasAccepted = true;
  }

  /** Begins to wait for a sign of life again: this process itself was late, and may have missed it. */
  excuseSilence(now: number): void {
    this.heardAt = now;
    this.isPinged = false;
  }

  /** Asks a silent worker for a sign of life. Returns why the session must end, if it must. */
  checkSilence(now: number): 'silent' | 'flood' | undefined {
    const { slowedSince } = this.frames;
    if (slowedSince !== undefined) return this.checkSlowed(now, slowedSince);
    const silentMs = now - this.heardAt;
    if (silentMs >= SILENT_AFTER_MS && this.isPinged) return 'silent';
    if (silentMs >= PING_AFTER_MS && !this.isPinged) {
      this.isPinged = true;
      this.socket.ping();
    }
    return undefined;
  }

  /** While the socket is not read, no sign of life can arrive; but the worker wants one of the service. */
  private checkSlowed(now: number, since: number): 'flood' | undefined {
    const { hasAccepted } = this;
    this.hasAccepted = false;
    if (now - this.heardAt >= PING_AFTER_MS) {
      this.heardAt = now;
      this.socket.ping();
    }
    if (hasAccepted && now - since > MAX_SLOWED_MS) return 'flood';
    // A service that accepts no heartbeats is itself what is slow.
    if (!hasAccepted) this.frames.excuseDelay(now);
    return undefined;
  }
}
