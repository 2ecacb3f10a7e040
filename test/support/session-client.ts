import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import { WebSocket } from 'ws';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { until } from './waiting.js';

export interface Frame {
  readonly type: string;
  readonly ref?: string | number;
  readonly [field: string]: unknown;
}

export interface SessionOptions {
  readonly token?: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocol?: string;
  readonly prefix?: string;
  readonly autoPong?: boolean;
  readonly tls?: SecureContextOptions;
}

/** A refused handshake. */
export interface Refused {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

/** One end of a session, as a worker has it. */
export class SessionClient {
  readonly frames: Frame[] = [];
  /** How the connection was closed. */
  closed: { readonly code: number; readonly reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.frames.push(JSON.parse(data.toString()) as Frame));
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    socket.on('error', () => undefined);
  }

  /** Opens a session; returns the answer where it is refused. */
  static async ask(
    url: string,
    workerId: string,
    options: SessionOptions = {},
  ): Promise<SessionClient | Refused> {
    const {
      token,
      query = {},
      headers,
      protocol = 'worker-registration.v1',
      prefix,
      autoPong = true,
      tls,
    } = options;
    const asked = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]),
    );
    const at = `${url.replace(/^http/, 'ws')}/${prefix ?? DEFAULT_PREFIX}/${workerId}/session?${asked.toString()}`;
    const socket = new WebSocket(at, protocol === '' ? [] : [protocol], {
      ...tls,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
      autoPong,
      perMessageDeflate: false,
    });
    const client = new SessionClient(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client));
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response: IncomingMessage) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          const { statusCode: status = 0, headers: given } = response;
          resolve({ status, headers: given, body: JSON.parse(text) as Refused['body'] });
        });
      });
    });
  }

  /** Opens a session, and waits for its first frame. */
  static async open(url: string, workerId: string, options?: SessionOptions): Promise<SessionClient> {
    const answer = await SessionClient.ask(url, workerId, options);
    if (!(answer instanceof SessionClient)) throw new Error(`Refused: ${JSON.stringify(answer.body)}`);
    await answer.hears('ready');
    return answer;
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Sends a heartbeat, and returns its answer. */
  async beat(fields: object = {}): Promise<Frame> {
    const ref = `beat-${this.frames.length}-${Math.random()}`;
    this.send({ type: 'beat', ref, ...fields });
    return this.found(() => this.frames.find((each) => each.ref === ref));
  }

  /** Returns the first frame of that type, or waits for it. */
  hears(type: string): Promise<Frame> {
    return this.found(() => this.frames.find((each) => each.type === type));
  }

  /** Waits until the connection is closed. */
  ends(): Promise<{ readonly code: number; readonly reason: string }> {
    return this.found(() => this.closed);
  }

  /** Ends the session with a farewell. */
  async bye(): Promise<void> {
    if (this.closed !== undefined) return;
    this.send({ type: 'bye' });
    await this.ends();
  }

  /** Ends the connection as the crash of the process would. */
  async crash(): Promise<void> {
    if (this.closed !== undefined) return;
    const closed = once(this.socket, 'close');
    this.socket.terminate();
    await closed;
  }

  private async found<T>(look: () => T | undefined): Promise<T> {
    await until(() => look() !== undefined);
    return look()!;
  }
}
