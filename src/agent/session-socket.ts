import type { IncomingMessage } from 'node:http';
import { withDeadline } from './deadline.js';
import { answerOf, type TlsFiles } from './http-client.js';
import type { Answer } from './protocol.js';

/** The part of a WebSocket of `ws` that the agent uses. */
export interface SessionSocket {
  send(text: string): void;
  close(code?: number): void;
  /** Ends the connection without waiting for the other side. */
  terminate(): void;
  on(event: 'open' | 'ping' | 'pong', listener: () => void): this;
  on(event: 'close', listener: () => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): this;
  on(event: 'unexpected-response', listener: (request: unknown, response: IncomingMessage) => void): this;
}

/** The WebSockets of `ws`. */
export type SocketClass = new (url: URL, protocols: string[], options: object) => SessionSocket;

/** Where and as which process to open a session. */
export interface Handshake {
  /** URL of the session. */
  readonly url: URL;
  readonly credential: string | undefined;
  readonly tls: TlsFiles;
}

const SUBPROTOCOL = 'worker-registration.v1';
/** Of a frame. Lists of revoked jobs are the longest. */
const LONGEST_FRAME_BYTES = 16 * 1024 * 1024;
/** How long the server may take to close its end. */
const CLOSE_MS = 2000;

let loading: Promise<SocketClass | undefined> | undefined;

/** Loads `ws` once it is needed. @returns undefined if it is not installed: heartbeats over HTTP need Node.js only */
export function loadSockets(): Promise<SocketClass | undefined> {
  loading ??= import('ws').then(
    ({ WebSocket }) => WebSocket as unknown as SocketClass,
    () => undefined,
  );
  return loading;
}

/**
 * Opens the connection of a session.
 * @param begin receives the socket as soon as it is open, before its first frame
 * @returns the response of a server that accepts no session; undefined if the session is open
 * @throws Error if there is no connection, or no response within `ms`; the abort reason of `signal`
 */
export function openSocket(
  Socket: SocketClass,
  { url, credential, tls }: Handshake,
  begin: (socket: SessionSocket) => void,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
): Promise<Answer | undefined> {
  return withDeadline({ ms, signals: [signal] }, async (bounded) => {
    const socket = new Socket(url, [SUBPROTOCOL], {
      ...tls,
      ...(credential !== undefined && { headers: { authorization: `Bearer ${credential}` } }),
      perMessageDeflate: false,
      // An acknowledgement must have been followed before the next frame is: promises pass it on.
      allowSynchronousEvents: false,
      maxPayload: LONGEST_FRAME_BYTES,
      closeTimeout: CLOSE_MS,
    });
    return new Promise<Answer | undefined>((resolve, reject) => {
      const giveUp = (): void => socket.terminate();
      bounded.addEventListener('abort', giveUp);
      socket.on('open', () => {
        bounded.removeEventListener('abort', giveUp);
        begin(socket);
        resolve(undefined);
      });
      socket.on('error', reject);
      socket.on('unexpected-response', (_request, response) => {
        void answerOf(response).then(resolve, reject).finally(giveUp);
      });
    });
  });
}
