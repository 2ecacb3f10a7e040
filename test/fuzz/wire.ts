import { connect, type Socket } from 'node:net';
import type { Sent } from './requests.js';

/** One answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const PATIENCE_MS = 20_000;

/** Number of connections so far. */
export const tally = { connections: 0 };

/**
 * Returns a request as bytes; the connection ends after it. Only its own statement about its length is left
 * unchanged.
 */
export function bytesOf({ method, target, headers, body }: Sent, host: string): Buffer {
  const given = new Set(headers.map(([name]) => name));
  const own: (readonly [string, string])[] = [
    ['host', host],
    ['connection', 'close'],
  ];
  if (!given.has('content-length') && body.length > 0) own.push(['content-length', String(body.length)]);
  const lines = [...own, ...headers].map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

/**
 * Returns everything that a server answers to bytes, until either side ends the connection.
 * @param pieces are written one after the other
 * @param ends whether the client announces the end of its data
 * @throws if the server neither answers nor disconnects
 */
export async function exchange(url: string, pieces: readonly Buffer[], ends: boolean): Promise<Answer[]> {
  tally.connections += 1;
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const received = collect(socket);
  // A server that refuses a long request while it is written closes the connection.
  socket.on('error', () => undefined);
  for (const piece of pieces) await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  if (ends) socket.end();
  return answersIn(await received);
}

/** Resolves when the server disconnects, or begins an answer without end. */
function collect(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const late = setTimeout(() => {
      socket.destroy();
      reject(
        new Error(
          `Neither answered nor disconnected; it sent ${Buffer.concat(chunks).toString().slice(0, 200)}`,
        ),
      );
    }, PATIENCE_MS);
    const done = (): void => {
      clearTimeout(late);
      resolve(Buffer.concat(chunks));
      socket.destroy();
    };
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (/^content-type: text\/event-stream/im.test(chunk.toString('latin1'))) done();
    });
    socket.on('end', done).on('close', done);
  });
}

const HEAD = /^HTTP\/1\.1 (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/;

/** @throws if the bytes are not answers of HTTP/1.1 */
export function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = [];
  let rest = bytes.toString('latin1');
  while (rest !== '') {
    const head = HEAD.exec(rest);
    if (head === null) throw new Error(`Not an HTTP/1.1 answer: ${rest.slice(0, 200)}`);
    const [whole, status, fields] = head as unknown as [string, string, string];
    const field = (name: string): string => new RegExp(`^${name}: *(.*)\r$`, 'im').exec(fields)?.[1] ?? '';
    rest = rest.slice(whole.length);
    if (status === '100') continue;
    const length = field('content-length');
    const [body, after] =
      length === '' ? unchunked(rest, field('transfer-encoding')) : cut(rest, Number(length));
    answers.push({
      status: Number(status),
      type: field('content-type'),
      body: Buffer.from(body, 'latin1').toString(),
    });
    rest = after;
  }
  return answers;
}

const cut = (text: string, at: number): [string, string] => [text.slice(0, at), text.slice(at)];

/** The end of the connection ends a body without length or chunks. */
function unchunked(text: string, encoding: string): [string, string] {
  if (encoding.toLowerCase() !== 'chunked') return [text, ''];
  let body = '';
  let rest = text;
  for (;;) {
    const size = /^([0-9a-f]+)\r\n/i.exec(rest);
    if (size === null) return [body, ''];
    const length = Number.parseInt(size[1]!, 16);
    const begin = size[0].length;
    body += rest.slice(begin, begin + length);
    rest = rest.slice(begin + length + 2);
    if (length === 0) return [body, rest];
  }
}
