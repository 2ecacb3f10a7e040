import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { DomainError } from '../platform/errors/domain-error.js';
import { errorTable, type ErrorCode } from '../platform/errors/error-table.js';
import type { AcceptedBeat, SessionBeat } from '../workers/heartbeats/session-beats.service.js';
import { BINARY, closeCodeOf, FLOOD, GOING_AWAY, NORMAL } from './close-codes.js';
import { FrameQueue } from './frame-queue.js';
import { FrameSender } from './frame-sender.js';
import { readFrame, refusedFrame, type Ref, type ServerFrame } from './frames.js';
import { WITHOUT_FAREWELL, type SessionEnd } from './session-end.js';
import { SilenceWatch } from './silence-watch.js';

/** A fleet that grows slowly changes all intervals all the time: smaller changes than this share are not sent. */
const UNCHANGED = 0.03;

/** After these errors no later heartbeat of the session could succeed. */
const FINAL: ReadonlySet<number> = new Set([401, 403, 404, 409, 410]);

/** What the sessions of this process share. */
export interface SessionHost {
  /** Writes a heartbeat. @throws DomainError if it is refused, or the session's credential is no longer valid */
  writeHeartbeat(session: WorkerSession, body: Readonly<Record<string, unknown>>): Promise<AcceptedBeat>;
  /** Returns what to send after a heartbeat that was written. */
  answerOf(session: WorkerSession, accepted: AcceptedBeat): SessionBeat;
  intervalSeconds(leaseSeconds: number | null): number;
  /** Returns the error to answer with. */
  errorOf(error: unknown): DomainError;
  countReceived(type: string): void;
  countSent(type: string): void;
  plainAck(leaseExpiresAt: string | null): Buffer;
  endSession(session: WorkerSession, how: SessionEnd, isLost: boolean): void;
}

/** The worker of a session. */
export interface SessionWorker {
  readonly id: string;
  readonly workerId: string;
  readonly number: number;
  readonly incarnation: number;
}

/** One session: a live connection of one incarnation of a worker. */
export class WorkerSession {
  private readonly frames: FrameQueue;
  private readonly sender: FrameSender;
  private readonly silence: SilenceWatch;
  private how: SessionEnd | undefined;
  private commands = '';
  private revoked = '[]';
  private leaseSeconds: number | null = null;
  private interval = 0;

  constructor(
    readonly worker: SessionWorker,
    private readonly socket: WebSocket,
    /** Under the socket. */
    connection: Socket,
    private readonly host: SessionHost,
  ) {
    this.sender = new FrameSender(socket, connection, host);
    this.frames = new FrameQueue(socket, (frame) => this.handle(frame));
    this.silence = new SilenceWatch(socket, this.frames);
    socket.on('message', (data, isBinary) => this.receive(data as Buffer, isBinary));
    socket.on('ping', () => this.silence.noteSign()).on('pong', () => this.silence.noteSign());
    // The receiver reports frames that break the protocol, and closes with the code for it.
    socket.on('error', () => void this.stopReading('invalid'));
    socket.on('close', () => void this.closed());
  }

  get isEnding(): boolean {
    return this.how !== undefined;
  }

  /** Sends the first frame. */
  sendReady(leaseExpiresAt: string | null, leaseSeconds: number | null): void {
    this.leaseSeconds = leaseSeconds;
    this.interval = this.host.intervalSeconds(leaseSeconds);
    const { incarnation } = this.worker;
    this.send({ type: 'ready', intervalSeconds: this.interval, leaseExpiresAt, incarnation });
  }

  /** Sends the worker its commands, if they have changed. */
  sendCommands(commands: readonly string[]): void {
    const text = commands.join();
    if (text === this.commands) return;
    this.commands = text;
    this.send({ type: 'command', commands });
  }

  /** Sends the worker the jobs that were released from it. @param again also if they were sent before */
  sendRevoked(revokedJobs: readonly string[], again = false): void {
    const text = JSON.stringify(revokedJobs);
    const isNew = text !== this.revoked;
    this.revoked = text;
    if (revokedJobs.length > 0 && (isNew || again)) this.send({ type: 'revoked', revokedJobs });
  }

  /** Sends the worker its interval, if that has changed: with its lease, or with the size of the fleet. */
  tellInterval(leaseSeconds = this.leaseSeconds): void {
    this.leaseSeconds = leaseSeconds;
    const intervalSeconds = this.host.intervalSeconds(leaseSeconds);
    if (Math.abs(intervalSeconds - this.interval) <= this.interval * UNCHANGED) return;
    this.interval = intervalSeconds;
    this.send({ type: 'interval', intervalSeconds });
  }

  /**
   * Ends the session for a newer one, or for a process that has taken over; its heartbeats in hand are answered first.
   * @param incarnation of the newer one
   */
  endSuperseded(incarnation: number): void {
    if (this.isEnding) return;
    const by = incarnation > this.worker.incarnation ? 'process' : 'session';
    const message =
      by === 'session'
        ? 'This process has opened a newer session'
        : 'Another process is registered as this worker';
    this.send({ type: 'superseded', by, message });
    void this.endAnswered('superseded', closeCodeOf(errorTable.superseded.status));
  }

  /** Ends the session because its worker or its credential is no longer valid. */
  endInvalid(error: DomainError): void {
    if (this.isEnding) return;
    if (error.code !== 'superseded') this.send(refusedFrame(error));
    this.endRefused(error);
  }

  /** Ends the session because this instance ends; its heartbeats in hand are answered first. */
  async goAway(retryAfterMs: number): Promise<void> {
    if (this.isEnding) return;
    this.send({ type: 'going-away', retryAfterMs });
    await this.endAnswered('going-away', GOING_AWAY);
  }

  /** Ends the session if its worker is silent; must be called about once a second. */
  checkSilence(now: number): void {
    if (this.isEnding) return;
    const how = this.silence.checkSilence(now);
    if (how === 'silent') this.cut(how);
    else if (how === 'flood') this.end('flood', FLOOD);
  }

  /** Begins to wait for a sign of life again: this process itself was late, and may have missed it. */
  excuseSilence(now: number): void {
    this.silence.excuseSilence(now);
  }

  /** Ends the connection without waiting for the other side. */
  terminateConnection(): void {
    this.socket.terminate();
  }

  private receive(data: Buffer, isBinary: boolean): void {
    this.silence.noteSign();
    if (this.isEnding) return;
    if (isBinary) {
      this.end('invalid', BINARY, 'Frames must be text');
      return;
    }
    if (!this.frames.addFrame(data)) this.end('flood', FLOOD);
  }

  /** @returns whether the frame is still being handled, until `endFrame` */
  private handle(data: Buffer): boolean {
    const frame = readFrame(data);
    this.host.countReceived(frame.type);
    if (frame.type === 'beat') {
      void this.beat(frame.ref, frame.body, frame.warnings);
      return true;
    }
    if (frame.type === 'bye') void this.endAnswered('bye', NORMAL);
    else this.send(refusedFrame(frame.error, frame.ref));
    return false;
  }

  private async beat(
    ref: Ref | undefined,
    body: Readonly<Record<string, unknown>>,
    odd: readonly string[],
  ): Promise<void> {
    try {
      const accepted = await this.host.writeHeartbeat(this, body);
      const beat = this.host.answerOf(this, accepted);
      this.silence.noteAccepted();
      const warnings = odd.length === 0 ? beat.warnings : [...odd, ...beat.warnings];
      if (!this.sender.sendAck(ref, beat.leaseExpiresAt, warnings)) this.cut('slow-reader');
      this.follow(beat);
    } catch (error) {
      const refusal = this.host.errorOf(error);
      this.send(refusedFrame(refusal, ref));
      if (isFinal(refusal.code)) this.endRefused(refusal);
    }
    this.frames.endFrame();
  }

  private follow({ commands, revokedJobs, leaseSeconds, token }: SessionBeat): void {
    const { accessToken, accessTokenExpiresAt } = token;
    if (accessToken !== undefined)
      this.send({ type: 'token', accessToken, accessTokenExpiresAt: accessTokenExpiresAt! });
    this.sendCommands(commands);
    this.sendRevoked(revokedJobs, true);
    this.tellInterval(leaseSeconds);
  }

  private endRefused(refusal: DomainError): void {
    if (refusal.code === 'superseded') this.endSuperseded(Infinity);
    else this.end('refused', closeCodeOf(refusal.status));
  }

  private send(frame: ServerFrame): void {
    if (!this.sender.sendFrame(frame)) this.cut('slow-reader');
  }

  private end(how: SessionEnd, code: number, reason?: string): void {
    if (this.isEnding) return;
    this.stopReading(how);
    if (this.socket.isPaused) this.socket.resume();
    this.socket.close(code, reason);
  }

  /** Ends the session after its heartbeats in hand are answered. */
  private async endAnswered(how: SessionEnd, code: number): Promise<void> {
    this.stopReading(how);
    this.socket.pause();
    await this.frames.finishUnderWay();
    this.socket.resume();
    this.socket.close(code);
  }

  private cut(how: SessionEnd): void {
    this.stopReading(how);
    this.socket.terminate();
  }

  /** Handles no further frame. Returns why the session ends: the first reason counts. */
  private stopReading(how: SessionEnd): SessionEnd {
    this.frames.dropWaiting();
    return (this.how ??= how);
  }

  /** A heartbeat that is still being written would count as a later sign of life. */
  private async closed(): Promise<void> {
    const how = this.stopReading('closed');
    await this.frames.finishUnderWay();
    this.host.endSession(this, how, WITHOUT_FAREWELL.has(how));
  }
}

const isFinal = (code: ErrorCode): boolean => FINAL.has(errorTable[code].status);
