import type { ServerOptions } from 'node:http';
import type { FastifyServerOptions } from 'fastify';
import type { Settings } from '../platform/config/settings.js';

/** Request line and headers together: a token of an issuer has some 2 KiB, and cookies of other services come with it. */
const MAX_HEADER_BYTES = 16 * 1024;

/** A workerId has up to 128 characters, each of up to three in a path. */
const MAX_PARAM_LENGTH = 512;

/** No answer takes longer: after it, a client that does not read its answer loses the connection. */
const SILENT_CONNECTION_MS = 300_000;

/** Headers are small: a client that takes longer is out of order, or holds connections on purpose. */
const LONGEST_HEADERS_MS = 20_000;

/** How often Node looks for requests that take too long to arrive, at the least. */
const LONGEST_LOOK_MS = 5000;

/** How much one client, and all of them, can take up. docs/operations.md lists these and all others. */
export function limitsOf({ server }: Settings): FastifyServerOptions {
  const requestTimeout = server.requestTimeoutSeconds * 1000;
  return {
    bodyLimit: server.bodyLimitKib * 1024,
    requestTimeout,
    keepAliveTimeout: server.keepAliveSeconds * 1000,
    connectionTimeout: SILENT_CONNECTION_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
  };
}

/** Those that a server is made with. */
export function serverLimitsOf({ server }: Settings): ServerOptions {
  const requestTimeout = server.requestTimeoutSeconds * 1000;
  return {
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout,
    headersTimeout: Math.min(LONGEST_HEADERS_MS, requestTimeout),
    connectionsCheckingInterval: Math.min(LONGEST_LOOK_MS, requestTimeout / 4),
    // Refused by ourselves, with an answer that tells what is missing.
    requireHostHeader: false,
  };
}
