import { WebSocket } from 'ws';
import { DEFAULT_PREFIX } from '../../../src/worker-registration.module.js';
import type { Answer } from '../../support/api-client.js';
import { LEASE_MS, type Instance, PATIENCE_MS } from '../parts/instance.js';
import type { WorkerRecord } from './ledger.js';

/** Which process of the worker sends: by its token, or by its `bootId` where nobody needs one. */
interface Process {
  readonly token: string | undefined;
  readonly bootId: string;
}

interface Frame {
  readonly type: string;
  readonly ref?: number;
  readonly status?: number;
  readonly incarnation?: number;
  readonly leaseExpiresAt?: string;
  readonly retryAfterSeconds?: number;
}

/** The heartbeats of a worker over a session, answered like heartbeats over HTTP. */
export class SessionBeats {
  private link: SessionLink | undefined;
  private opening: ReturnType<typeof SessionLink.open> | undefined;

  constructor(private readonly record: WorkerRecord) {}

  /** Whether there is a session with that instance; without one, heartbeats go over HTTP. */
  isOpen(instance: Instance): boolean {
    return this.link?.instance === instance && this.link.isOpen;
  }

  /** Opens a session while heartbeats go on over HTTP; if that fails, the next heartbeat is for another attempt. */
  open(instance: Instance, sender: Process): void {
    if (this.opening !== undefined) return;
    this.bye();
    const opening = SessionLink.open(instance, this.record, sender);
    this.opening = opening;
    void this.take(opening);
  }

  private async take(opening: NonNullable<typeof this.opening>): Promise<void> {
    const opened = await opening;
    const isWanted = this.opening === opening;
    if (isWanted) this.opening = undefined;
    if (!(opened instanceof SessionLink)) return;
    if (isWanted) this.link = opened;
    else opened.bye();
  }

  /** @returns undefined if its outcome is unknown */
  async send(body: object): Promise<Answer | undefined> {
    const link = this.link!;
    const frame = await link.beat(body);
    if (frame !== undefined) return this.answerOf(link, frame);
    // Like a client of HTTP that gives up: the connection may be dead, and nobody was informed.
    this.crash();
    return undefined;
  }

  /** Ends the session as the end of the process would. */
  crash(): void {
    this.link?.crash();
    this.forget();
  }

  /** Ends the session with a farewell. */
  bye(): void {
    this.link?.bye();
    this.forget();
  }

  private forget(): void {
    this.link = undefined;
    this.opening = undefined;
  }

  private answerOf({ incarnation }: SessionLink, frame: Frame): Answer {
    const { status = 200, leaseExpiresAt, retryAfterSeconds } = frame;
    const headers = new Headers(
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    );
    if (leaseExpiresAt === undefined) return { status, body: { ...frame }, headers };
    const { id, workerId, heartbeatCount } = this.record;
    const lastHeartbeat = new Date(Date.parse(leaseExpiresAt) - LEASE_MS).toISOString();
    // Those of unknown outcome may count as well: there are at least so many.
    const worker = { id, workerId, incarnation, heartbeatCount: heartbeatCount + 1, lastHeartbeat };
    return { status, body: { worker, heartbeat: { leaseExpiresAt } }, headers };
  }
}

/** One WebSocket. */
class SessionLink {
  incarnation = 0;
  private beats = 0;
  private isEnding = false;
  private hear: ((frame: Frame | undefined) => void) | undefined;

  private constructor(
    readonly instance: Instance,
    private readonly socket: WebSocket,
    record: WorkerRecord,
  ) {
    socket.on('message', (data: Buffer) => this.take(JSON.parse(data.toString()) as Frame));
    socket.on('close', () => {
      // The service counts a worker as suspect from here on, until its next heartbeat.
      if (!this.isEnding) record.sessionLostAt = Date.now();
      this.hear?.(undefined);
    });
    socket.on('error', () => undefined);
  }

  /** @returns the answer of a refused handshake; undefined without any */
  static async open(
    instance: Instance,
    record: WorkerRecord,
    { token, bootId }: Process,
  ): Promise<SessionLink | Answer | undefined> {
    const base = instance.clients.url.replace('http', 'ws');
    const query = token === undefined ? `?bootId=${bootId}` : '';
    const url = `${base}/${DEFAULT_PREFIX}/${record.workerId}/session${query}`;
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const socket = new WebSocket(url, ['worker-registration.v1'], {
      headers,
      handshakeTimeout: PATIENCE_MS,
      perMessageDeflate: false,
    });
    const link = new SessionLink(instance, socket, record);
    const refused = new Promise<Answer | undefined>((resolve) => {
      socket.once('unexpected-response', (request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve(undefined));
        response.on('close', () => {
          request.destroy();
          resolve(problemIn(response.statusCode!, response.headers, Buffer.concat(chunks).toString()));
        });
      });
    });
    const ready = await Promise.race([link.next(), refused]);
    if (ready === undefined || !('type' in ready)) {
      link.crash();
      return ready;
    }
    if (ready.type !== 'ready') return { status: ready.status!, body: { ...ready }, headers: new Headers() };
    link.incarnation = ready.incarnation!;
    return link;
  }

  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN && !this.isEnding;
  }

  beat(body: object): Promise<Frame | undefined> {
    this.beats += 1;
    this.socket.send(JSON.stringify({ type: 'beat', ref: this.beats, ...body }));
    return this.next();
  }

  crash(): void {
    this.socket.terminate();
  }

  bye(): void {
    this.isEnding = true;
    if (this.socket.readyState !== WebSocket.OPEN) return this.socket.terminate();
    this.socket.send('{"type":"bye"}');
    this.socket.close(1000);
  }

  /** Returns the next frame that answers; undefined if the connection closes or stays silent before. */
  private next(): Promise<Frame | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.hear?.(undefined), PATIENCE_MS);
      this.hear = (frame) => {
        clearTimeout(timer);
        this.hear = undefined;
        resolve(frame);
      };
    });
  }

  private take(frame: Frame): void {
    if (frame.type === 'going-away') this.isEnding = true;
    // Without `ref`, the whole session is refused.
    const isAnswer = frame.type === 'ready' || frame.type === 'refused' || frame.ref === this.beats;
    if (isAnswer) this.hear?.(frame);
  }
}

function problemIn(status: number, headers: object, text: string): Answer | undefined {
  try {
    const given = Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]);
    return { status, body: JSON.parse(text) as Record<string, unknown>, headers: new Headers(given) };
  } catch {
    // Cut off.
    return undefined;
  }
}
