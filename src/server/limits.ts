import type { ServerOptions } from 'node:http';
import type { FastifyServerOptions } from 'fastify';
import type { Settings } from '../platform/config/settings.js';

/**
 * Maximum size of request line and headers: a token of an issuer has about 2 KiB, and cookies of other
 * services are sent along.
 */
const MAX_HEADER_BYTES = 16 * 1024;

/** A workerId has up to 128 characters, each of up to three characters in a path. */
export const MAX_PARAM_LENGTH = 512;

/** No answer takes longer: afterwards, a client that does not read its answer loses the connection. */
const SILENT_CONNECTION_MS = 300_000;

/** Headers are small: a client that takes longer is broken, or occupies connections on purpose. */
const LONGEST_HEADERS_MS = 20_000;

/** Maximum interval at which Node looks for requests that take too long to arrive. */
const LONGEST_LOOK_MS = 5000;

/** Limits on what one client, and all clients, can occupy. docs/operations.md lists these and all others. */
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

/** Limits that Node's server takes at its creation. */
export function serverLimitsOf({ server }: Settings): ServerOptions {
  const requestTimeout = server.requestTimeoutSeconds * 1000;
  return {
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout,
    headersTimeout: Math.min(LONGEST_HEADERS_MS, requestTimeout),
    connectionsCheckingInterval: Math.min(LONGEST_LOOK_MS, requestTimeout / 4),
    // Checked by this service, so that the answer says what is missing.
    requireHostHeader: false,
  };
}
