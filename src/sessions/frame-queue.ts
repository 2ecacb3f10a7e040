import type { WebSocket } from 'ws';

/** Heartbeats of one session that are written at a time; while there are more, the socket is not read. */
const MAX_UNDER_WAY = 8;
/** Frames that had arrived before the socket was paused. A chunk of the network has room for some thousands. */
const MAX_QUEUED = 4096;

/** The frames that a worker sent and that are not yet handled, in their order. */
export class FrameQueue {
  private readonly underWay = new Set<Promise<void>>();
  private waiting: Buffer[] = [];
  private isClosed = false;
  private behindSince: number | undefined;

  /** @param handle returns undefined if the frame is handled at once */
  constructor(
    private readonly socket: Pick<WebSocket, 'isPaused' | 'pause' | 'resume'>,
    private readonly handle: (frame: Buffer) => Promise<void> | undefined,
  ) {}

  /** When frames began to wait, by `performance.now()`; undefined while the session keeps up. */
  get slowedSince(): number | undefined {
    return this.behindSince;
  }

  /** Handles a frame as soon as there is room. Returns false if too many are waiting. */
  addFrame(frame: Buffer): boolean {
    if (this.underWay.size < MAX_UNDER_WAY && this.waiting.length === 0) {
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
    await Promise.all(this.underWay);
  }

  private begin(frame: Buffer): void {
    const work = this.handle(frame);
    if (work === undefined) return;
    this.underWay.add(work);
    void work.then(() => this.settle(work));
  }

  private settle(work: Promise<void>): void {
    this.underWay.delete(work);
    while (this.waiting.length > 0 && this.underWay.size < MAX_UNDER_WAY) this.begin(this.waiting.shift()!);
    if (this.waiting.length > 0 || this.behindSince === undefined || this.isClosed) return;
    if (this.socket.isPaused) this.socket.resume();
    // It has caught up only when nothing is left at all.
    if (this.underWay.size === 0) this.behindSince = undefined;
  }
}
