import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors/domain-error.js';
import { sendProblem } from '../platform/errors/problem.filter.js';
import { problemOf } from '../platform/errors/problem.js';
import { endLingering } from '../platform/http/linger.js';
import { valuesOfHeader } from '../platform/http/raw-headers.js';
import { answerUnderWay } from './connections.js';
import { MAX_PARAM_LENGTH } from './limits.js';

/**
 * Answers requests that Fastify refuses before routing: paths that cannot be decoded, or with a name that is
 * far too long.
 */
export function refuseUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const message =
    error.code === 'FST_ERR_BAD_URL'
      ? 'The path must be UTF-8 with percent-encoding, such as /a%20b'
      : `A name in the path must be at most ${MAX_PARAM_LENGTH} characters`;
  sendProblem(new DomainError('bad_request', { message }), request, reply);
}

/** Answers bytes that are not HTTP on the bare connection, and closes it. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  const answer = answerUnderWay(socket);
  // Wait for the answers to earlier requests on the connection: the client would mistake this one for theirs.
  if (answer?.req.complete === true) answer.once('close', () => sayUnreadable(error, socket));
  else sayUnreadable(error, socket);
}

function sayUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  if (socket instanceof TLSSocket && !isAgreed(socket)) {
    // No answer is possible before the TLS handshake ends, and the client may never close a connection that
    // waits for it.
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
  return new DomainError('bad_request', { message: 'The request is not valid HTTP/1.1' });
}

/**
 * Refuses requests that Node.js accepts but other readers may interpret differently: HTTP/0.9, which has no
 * headers, a Host without a name, and several Hosts. HTTP/1.1 requires a Host; Node would refuse its absence
 * itself, with an answer that does not explain it. HTTP/1.0 probes of load balancers may have none.
 */
export function refuseAmbiguous(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, next) => {
    const message = ambiguityOf(request.raw);
    if (message === undefined) next();
    else sendProblem(new DomainError('bad_request', { message }), request, reply);
  });
}

/** Browsers and other clients always send one (RFC 9110, 4.2.1). */
const NO_NAME = /^\s*(:\d*)?$/;

function ambiguityOf({ httpVersionMajor, httpVersion, rawHeaders }: IncomingMessage): string | undefined {
  if (httpVersionMajor < 1) return `HTTP/${httpVersion} is not supported; use HTTP/1.1`;
  const [host, ...more] = valuesOfHeader(rawHeaders, 'host');
  if (more.length > 0) return 'A request must have one Host header, not several';
  if (host === undefined) return httpVersion === '1.1' ? 'A request must have a Host header' : undefined;
  return NO_NAME.test(host) ? 'The Host header must contain a host name' : undefined;
}

/**
 * Answers `Expect: 100-continue` only when the body is read, not before it is known whether it will be. Other
 * values of `Expect` have no meaning here, and Node would answer them with a bare 417: such requests are
 * handled as if they had none.
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

/** Whether the TLS handshake is complete; Node's types omit that there is no cipher before. */
const isAgreed = (socket: TLSSocket): boolean => (socket.getCipher() as unknown) !== undefined;
