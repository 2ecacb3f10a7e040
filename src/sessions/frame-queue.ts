import type { WebSocket } from 'ws';

/** Heartbeats of one session that are written at a time; while there are more, the socket is not read. */
const MAX_UNDER_WAY = 8;
/** Frames that had arrived before the socket was paused. A chunk of the network has room for some thousands. */
const MAX_QUEUED = 4096;

/** The frames that a worker sent and that are not yet handled, in their order. */
export class FrameQueue {
  private underWay = 0;
  private readonly idle: (() => void)[] = [];
  private waiting: Buffer[] = [];
  private isClosed = false;
  private behindSince: number | undefined;

  /** @param handle returns false if the frame is handled at once; otherwise {@link endFrame} must be called later */
  constructor(
    private readonly socket: Pick<WebSocket, 'isPaused' | 'pause' | 'resume'>,
    private readonly handle: (frame: Buffer) => boolean,
  ) {}

  /** When frames began to wait, by `performance.now()`; undefined while the session keeps up. */
  get slowedSince(): number | undefined {
    return this.behindSince;
  }

  /** Handles a frame as soon as there is room. Returns false if too many are waiting. */
  addFrame(frame: Buffer): boolean {
    if (this.underWay < MAX_UNDER_WAY && this.waiting.length === 0) {
      this.begin(frame);
      return true;
    }
    if (this.waiting.length >= MAX_QUEUED) return false;
    this.waiting.push(frame);
    if (this.behindSince === undefined) {
      this.behindSince = performance.now();
      this.socket.pause();
    }
    return true;
  }

  /** Counts the time that frames wait from now on. */
  excuseDelay(now: number): void {
    this.behindSince = now;
  }

  /** Drops the frames that wait, as the session ends. */
  dropWaiting(): void {
    this.isClosed = true;
    this.waiting = [];
  }

  /** Waits for the frames that are being handled. */
  async finishUnderWay(): Promise<void> {
    if (this.underWay > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  /** Must be called when a frame is handled that took a while. */
  endFrame(): void {
    this.countHandled();
    while (this.waiting.length > 0 && this.underWay < MAX_UNDER_WAY) this.begin(this.waiting.shift()!);
    if (this.waiting.length > 0 || this.behindSince === undefined || this.isClosed) return;
    if (this.socket.isPaused) this.socket.resume();
    // It has caught up only when nothing is left at all.
    if (this.underWay === 0) this.behindSince = undefined;
  }

  private begin(frame: Buffer): void {
    this.underWay += 1;
    if (!this.handle(frame)) this.countHandled();
  }

  private countHandled(): void {
    this.underWay -= 1;
    if (this.underWay === 0) for (const resolve of this.idle.splice(0)) resolve();
  }
}
