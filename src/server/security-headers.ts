import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import fastify, { type FastifyInstance } from 'fastify';
import { isShort } from '../platform/http/short-routes.js';

/** Headers that an answer has without helmet. */
const OWN = new Set(['connection', 'content-length', 'content-type', 'date']);

/** Headers that JSON needs; the others are for pages. By nosniff, no browser takes an answer for a page. */
const FOR_JSON = new Set(['x-content-type-options', 'strict-transport-security']);

/**
 * Sets the headers of @fastify/helmet on each answer, and on those of the API only what JSON needs. They are computed
 * once, because they are always the same; helmet computes them for each request, which takes longer than the rest of
 * reading a worker.
 * @param apiPrefix the path of the API, without a slash at its ends
 */
export async function addSecurityHeaders(
  to: FastifyInstance,
  apiPrefix: string,
  options: FastifyHelmetOptions,
): Promise<void> {
  const forPages = await headersOf(options);
  const forJson = Object.fromEntries(Object.entries(forPages).filter(([name]) => FOR_JSON.has(name)));
  const api = new RegExp(`^/${apiPrefix}(?:[/?]|$)`);
  to.addHook('onRequest', (request, reply, done) => {
    const headers = api.test(request.url) ? forJson : forPages;
    // Node.js writes headers faster if they are set all at once; answers that bypass Fastify need them before
    // that.
    if (isShort(request)) void reply.headers(headers);
    else for (const name in headers) reply.raw.setHeader(name, headers[name]!);
    done();
  });
}

async function headersOf(options: FastifyHelmetOptions): Promise<Record<string, string>> {
  const probe = fastify();
  try {
    await probe.register(helmet, options);
    probe.get('/', (_request, reply) => reply.send(''));
    const { headers } = await probe.inject('/');
    const added = Object.entries(headers).filter(([name]) => !OWN.has(name));
    return Object.fromEntries(added.map(([name, value]) => [name, String(value)]));
  } finally {
    await probe.close();
  }
}
