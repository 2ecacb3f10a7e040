import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors/domain-error.js';
import { sendProblem } from '../platform/errors/problem.filter.js';
import { problemOf } from '../platform/errors/problem.js';

/** What Fastify refuses before a route is found: a path that cannot be decoded, or with a name far too long. */
export function refuseUnroutable({ message }: Error, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(new DomainError('bad_request', { message }), request, reply);
}

/** Bytes that are no HTTP request, answered on the bare connection, which is closed after it. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  if (socket instanceof TLSSocket && !isAgreed(socket)) {
    // Nothing can be said before keys are agreed, and the client may never close a connection that waits for it.
    socket.destroy();
    return;
  }
  const problem = problemOf(
    new DomainError('bad_request', { message: 'These bytes are no HTTP/1.1 request' }),
  );
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** Whether the handshake of TLS is over; Node's types leave out that there is no cipher before. */
const isAgreed = (socket: TLSSocket): boolean => (socket.getCipher() as unknown) !== undefined;
