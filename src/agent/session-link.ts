import type { BeatAnswer, BeatBody } from './beat-way.js';
import { withDeadline } from './deadline.js';
import type { Meaning } from './protocol.js';
import { machineClock, type Clock } from './lease-watch.js';
import { elapsedMs } from './moment.js';
import { sessionFrame, type SessionFrame } from './session-frames.js';
import type { SessionSocket } from './session-socket.js';

/** The callbacks of a session: what the server sends when it happens. */
export interface SessionCallbacks {
  /** The session has begun. */
  ready(): void;
  interval(intervalMs: number): void;
  commands(commands: readonly string[]): void;
  /** All jobs that are revoked now. */
  revoked(jobIds: readonly string[]): void;
  token(accessToken: string): void;
  /** The server refuses the session itself. */
  refused(meaning: Meaning): void;
  /** The server stops; it still answers the heartbeat under way. */
  goingAway(retryAfterMs: number): void;
  /** @param wasAnswering whether a heartbeat was under way, which now takes the next way */
  closed(wasAnswering: boolean): void;
}

/** The server sends a ping after 6 s without a frame. */
const SILENT_AFTER_MS = 20_000;
/** Limits the wait for the end of a connection. */
const CLOSE_MS = 500;

const NORMAL = 1000;

interface Pending {
  readonly ref: number;
  readonly dropped: readonly string[];
  readonly answered: (answer: BeatAnswer | undefined) => void;
}

/** The worker's end of one session. */
export class SessionLink {
  private isReady = false;
  private isClosed = false;
  private isLeaving = false;
  private intervalMs = 0;
  private leaseMs: number | undefined;
  private commands: readonly string[] = [];
  /** Received since the last acknowledgement; the server repeats the list after each one, unless it is empty. */
  private revoked: readonly string[] = [];
  private pending: Pending | undefined;
  private lastRef = 0;
  private heardAt;
  private endWatch = (): void => undefined;

  constructor(
    private readonly socket: SessionSocket,
    private readonly callbacks: SessionCallbacks,
    private readonly clock: Clock = machineClock,
  ) {
    this.heardAt = clock.now();
    socket.on('message', (data) => this.handleText(data.toString()));
    socket.on('ping', () => this.noteSign());
    socket.on('error', () => undefined);
    socket.on('close', () => this.closed());
    this.watchSilence(SILENT_AFTER_MS);
  }

  /** Whether heartbeats may be sent. */
  get isOpen(): boolean {
    return this.isReady && !this.isLeaving && !this.isClosed;
  }

  /**
   * Sends one heartbeat.
   * @param leaseMs the length of the lease, unless the server names it
   * @param ms how long the answer may take; without one the session ends
   * @returns undefined without an answer, or if the server cannot accept it now
   */
  sendBeat(body: BeatBody, leaseMs: number | undefined, ms: number): Promise<BeatAnswer | undefined> {
    this.leaseMs ??= leaseMs;
    const ref = (this.lastRef += 1);
    return new Promise((resolve) => {
      const inTime = this.clock.after(ms, () => void this.endSession());
      const answered = (answer: BeatAnswer | undefined): void => {
        inTime();
        this.pending = undefined;
        resolve(answer);
      };
      this.pending = { ref, dropped: body.droppedJobs, answered };
      this.socket.send(JSON.stringify({ type: 'beat', ref, ...body }));
    });
  }

  /** Ends the session with a farewell: the worker is well. Waits a moment for the end of the connection. */
  async endSession(): Promise<void> {
    if (this.isClosed) return;
    this.isLeaving = true;
    this.socket.send(JSON.stringify({ type: 'bye' }));
    this.socket.close(NORMAL);
    this.closed();
    const gone = new Promise<void>((resolve) => this.socket.on('close', resolve));
    await withDeadline({ ms: CLOSE_MS }, () => gone).catch(() => this.socket.terminate());
  }

  /** Ends the connection without a farewell, as the end of the process would. */
  cutConnection(): void {
    this.isLeaving = true;
    this.socket.terminate();
    this.closed();
  }

  private handleText(text: string): void {
    this.noteSign();
    const frame = sessionFrame(text);
    if (frame === undefined || this.isClosed) return;
    if (!this.isReady && frame.type !== 'ready' && frame.type !== 'refused') return;
    this.follow(frame);
  }

  private follow(frame: SessionFrame): void {
    switch (frame.type) {
      case 'ready':
        this.isReady = true;
        this.renamed(frame);
        this.callbacks.ready();
        break;
      case 'interval':
        this.renamed(frame);
        break;
      case 'ack':
        this.acknowledged(frame);
        break;
      case 'refused':
        this.refused(frame);
        break;
      case 'command':
        this.commands = frame.commands;
        this.callbacks.commands(frame.commands);
        break;
      case 'revoked':
        this.revoked = frame.revokedJobs;
        this.callbacks.revoked(frame.revokedJobs);
        break;
      case 'token':
        this.callbacks.token(frame.accessToken);
        break;
      case 'going-away':
        this.isLeaving = true;
        this.callbacks.goingAway(frame.retryAfterMs);
        break;
    }
  }

  private renamed({ intervalMs, leaseMs }: { intervalMs: number; leaseMs: number | undefined }): void {
    this.intervalMs = intervalMs;
    this.leaseMs = leaseMs ?? this.leaseMs;
    this.callbacks.interval(intervalMs);
  }

  private acknowledged({ ref, warnings }: SessionFrame & { readonly type: 'ack' }): void {
    const { pending } = this;
    if (pending === undefined || pending.ref !== ref) return;
    const { dropped, answered } = pending;
    const revokedJobs = this.revoked.filter((jobId) => !dropped.includes(jobId));
    this.revoked = [];
    const { commands, intervalMs, leaseMs } = this;
    const reply = { accessToken: undefined, commands, revokedJobs, warnings, intervalMs, leaseMs };
    answered({ kind: 'taken', reply });
  }

  private refused({ ref, meaning }: SessionFrame & { readonly type: 'refused' }): void {
    const { pending } = this;
    if (ref === undefined) {
      this.isLeaving = true;
      this.callbacks.refused(meaning);
    } else if (pending !== undefined && pending.ref === ref && meaning.kind !== 'done') {
      // Another server may accept it: that is for the next way to find out.
      pending.answered(meaning.kind === 'later' ? undefined : meaning);
    }
  }

  private noteSign(): void {
    this.heardAt = this.clock.now();
  }

  private watchSilence(ms: number): void {
    const look = (): void => {
      const left = SILENT_AFTER_MS - elapsedMs(this.heardAt, this.clock.now());
      if (this.isClosed) return;
      if (left > 0) this.watchSilence(left);
      else this.cutConnection();
    };
    // Frames that arrived while this thread was late are read in the first turn, and passed on in the second.
    this.endWatch = this.clock.after(ms, () => setImmediate(() => setImmediate(look)));
  }

  private closed(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.endWatch();
    const { pending } = this;
    pending?.answered(undefined);
    this.callbacks.closed(pending !== undefined);
  }
}
