import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Returns everything that a server sends on a connection until it closes it. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends these bytes on a connection of their own, and waits until the server closes it. */
export async function exchangeRaw(url: string, sent: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(sent, 'latin1');
  const received = await text(socket).catch(() => '');
  const [head = '', body = ''] = received.split('\r\n\r\n', 2);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body };
}

/** The head of a request whose body of 900,000 bytes is never sent. */
export const headOnly = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): string =>
  [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    'content-type: application/json',
    'content-length: 900000',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');
