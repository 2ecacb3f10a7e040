import type { IncomingMessage } from 'node:http';
import { bearerOf } from '../../identity/bearer.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';

/** The WebSocket subprotocol of sessions. */
export const SUBPROTOCOL = 'worker-registration.v1';

/** The only version of the WebSocket protocol. */
export const WEBSOCKET_VERSION = '13';

const KEY = /^[+/0-9A-Za-z]{22}==$/;
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * Checks what the protocol needs, so that the refusal says what is missing.
 * @throws DomainError `upgrade_required`, `validation_failed`, `cross_site`
 */
export function requireHandshake({ headers }: IncomingMessage, host: string | undefined): void {
  if (headers['sec-websocket-version'] !== WEBSOCKET_VERSION)
    throw new DomainError('upgrade_required', {
      message: `Sec-WebSocket-Version must be ${WEBSOCKET_VERSION}`,
    });
  const faults: string[] = [];
  if (!KEY.test(headers['sec-websocket-key'] ?? ''))
    faults.push('Sec-WebSocket-Key must be 16 bytes in Base64');
  const offers = offered(headers['sec-websocket-protocol']);
  if (!offers.includes(SUBPROTOCOL)) faults.push(`Sec-WebSocket-Protocol must be ${SUBPROTOCOL}`);
  else if (new Set(offers).size < offers.length || !offers.every((each) => TOKEN.test(each)))
    faults.push('Sec-WebSocket-Protocol must be a list of different names');
  if (faults.length > 0) throw validationFailed(faults.map((message) => ({ field: '', message })));
  requireSameSite(headers, host);
}

/**
 * Refuses pages of other sites: a browser opens connections to any site for them. With a header that pages cannot send, the
 * client is a program.
 */
function requireSameSite(
  { origin, authorization }: IncomingMessage['headers'],
  host: string | undefined,
): void {
  if (origin === undefined || bearerOf(authorization) !== undefined) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new DomainError('cross_site', { message: `Pages of ${origin} may not open sessions` });
}

const offered = (header: string | undefined): string[] =>
  (header ?? '').split(',').map((each) => each.trim());
