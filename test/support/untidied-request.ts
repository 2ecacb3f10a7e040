import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http';
import { text } from 'node:stream/consumers';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';

export interface Sent {
  status: number;
  type: string | undefined;
  headers: IncomingHttpHeaders;
  text: string;
  body: Record<string, unknown>;
}

/** Sends a request unchanged: no client normalises the path, the headers or the body. */
export async function sendTo(
  server: string,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body: string | Buffer = '',
): Promise<Sent> {
  const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
  const url = new URL(server);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = {
      host: url.hostname,
      port: url.port,
      path: `/${DEFAULT_PREFIX}${path}`,
      method,
      agent: false,
    };
    const sent = httpRequest({ ...options, headers: { ...headers, ...length } }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
  const answer = await text(response);
  return {
    status: response.statusCode!,
    type: response.headers['content-type'],
    headers: response.headers,
    text: answer,
    body: JSON.parse(answer === '' ? '{}' : answer) as Record<string, unknown>,
  };
}

const LEAK = /\bat .+\.[jt]s:\d|node_modules|SELECT|INSERT|UPDATE |syntax error|pg_|relation "/;

/** The form of every refusal, whatever was wrong. */
export const problem = (
  status: number,
  code: string,
  message: unknown = expect.stringMatching(/./),
): object => ({
  status,
  type: expect.stringMatching(/^application\/problem\+json/),
  headers: expect.anything(),
  text: expect.not.stringMatching(LEAK),
  body: expect.objectContaining({
    type: `urn:worker-registration:error:${code}`,
    title: expect.stringMatching(/./),
    status,
    detail: message,
    code,
    success: false,
    message,
    remedy: expect.stringMatching(/./),
  }),
});
