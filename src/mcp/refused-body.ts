import { UnreadableBody } from '../platform/batch/batch-body.js';
import type { McpAnswer } from './mcp-endpoint.js';

const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/** Returns the error of the protocol for a body that is no message; undefined for one that may be. */
export function refusedBody(body: unknown): McpAnswer | undefined {
  if (body === undefined || body instanceof UnreadableBody)
    return refusal(PARSE_ERROR, 'Parse error: the body must be one message as a JSON object');
  const one = 'Invalid Request: send one message as a JSON object';
  // A list would be many requests in one.
  if (Array.isArray(body)) return refusal(INVALID_REQUEST, `${one}, not a list of messages`);
  return body === null || typeof body !== 'object' ? refusal(INVALID_REQUEST, one) : undefined;
}

const refusal = (code: number, message: string): McpAnswer => ({
  status: 400,
  type: 'application/json',
  body: JSON.stringify({ jsonrpc: '2.0', error: { code, message }, id: null }),
});
