import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors/domain-error.js';
import { sendProblem } from '../platform/errors/problem.filter.js';
import { problemOf } from '../platform/errors/problem.js';
import { endLingering } from '../platform/http/linger.js';
import { valuesOfHeader } from '../platform/http/raw-headers.js';
import { answerUnderWay } from './connections.js';

/** What Fastify refuses before a route is found: a path that cannot be decoded, or with a name far too long. */
export function refuseUnroutable({ message }: Error, request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(new DomainError('bad_request', { message }), request, reply);
}

/** Bytes that are no HTTP request, answered on the bare connection, which is closed after it. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  const answer = answerUnderWay(socket);
  // What came before them on the connection is answered first: its client would take this for the answer to it.
  if (answer?.req.complete === true) answer.once('close', () => sayUnreadable(error, socket));
  else sayUnreadable(error, socket);
}

function sayUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  if (socket instanceof TLSSocket && !isAgreed(socket)) {
    // Nothing can be said before keys are agreed, and the client may never close a connection that waits for it.
    socket.destroy();
    return;
  }
  const problem = problemOf(unreadable(error));
  const body = JSON.stringify(problem);
  socket.write(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'Content-Type: application/problem+json; charset=utf-8',
      'Cache-Control: no-store',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  endLingering(socket);
}

function unreadable({ code }: NodeJS.ErrnoException): DomainError {
  if (code === 'HPE_HEADER_OVERFLOW') return new DomainError('headers_too_large');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new DomainError('request_timeout');
  return new DomainError('bad_request', { message: 'These bytes are no HTTP/1.1 request' });
}

/**
 * Refuses what Node.js accepts and other readers of the same bytes may read otherwise: HTTP/0.9, which has no headers, a Host that
 * names none, and more than one. HTTP/1.1 requires a Host; Node would refuse its absence by itself, with an answer that tells
 * nothing. Probes of load balancers by HTTP/1.0 may have none.
 */
export function refuseAmbiguous(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    const message = ambiguityOf(request.raw);
    if (message === undefined) next();
    else sendProblem(new DomainError('bad_request', { message }), request, reply);
  });
}

/** Browsers and other clients always name one (RFC 9110, 4.2.1). */
const NO_NAME = /^\s*(:\d*)?$/;

function ambiguityOf({ httpVersionMajor, httpVersion, rawHeaders }: IncomingMessage): string | undefined {
  if (httpVersionMajor < 1) return `HTTP/${httpVersion} is not supported; HTTP/1.1 is`;
  const [host, ...more] = valuesOfHeader(rawHeaders, 'host');
  if (more.length > 0) return 'A request has one Host header, not several';
  if (host === undefined) return httpVersion === '1.1' ? 'A request needs a Host header' : undefined;
  return NO_NAME.test(host) ? 'The Host header names no host' : undefined;
}

/**
 * `Expect: 100-continue` is answered when the body begins to be read, and not before it is known whether it will be.
 * `Expect` with anything else means nothing here, and Node would answer it with a bare 417: such a request is
 * handled as if it had none.
 */
export function answerExpectations(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const proceed = (event: string): void => {
      if (event !== 'data') return;
      request.off('newListener', proceed);
      if (!response.headersSent) response.writeContinue();
    };
    request.on('newListener', proceed);
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

/** Whether the handshake of TLS is over; Node's types leave out that there is no cipher before. */
const isAgreed = (socket: TLSSocket): boolean => (socket.getCipher() as unknown) !== undefined;
