import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lingerAfterAnswer } from './linger.js';

/**
 * Closes the connection after the answer to a request whose body has not arrived yet. Otherwise Node.js would
 * read the whole body to find the next request.
 */
export function endWithUnreadBody(request: FastifyRequest, reply: FastifyReply): void {
  // Express has no `raw`; HTTP/2 ends a stream and not the connection.
  const raw = request.raw as IncomingMessage | undefined;
  if (raw === undefined || raw.httpVersionMajor !== 1 || raw.complete || !announcesBody(raw)) return;
  void reply.header('connection', 'close');
  if (raw.socket instanceof Socket) lingerAfterAnswer(raw.socket);
}

const announcesBody = ({ headers }: IncomingMessage): boolean =>
  (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;
