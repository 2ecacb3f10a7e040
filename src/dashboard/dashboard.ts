import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../platform/errors/domain-error.js';
import { sendProblem } from '../platform/errors/problem.filter.js';
import { pageFolder, POLICY, readPage } from './page-files.js';

const PATHS = ['/dashboard', '/dashboard/*'];

/**
 * Serves the page under `/dashboard`, the same for each address below it: the page itself reads which view to show. The
 * root leads there.
 * Loading it requires no credential, as it contains no data; its API requests do.
 */
export async function serveDashboard(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  // Relative, so that it is right behind a proxy that serves the service below a path.
  fastify.get('/', (_, reply) => reply.redirect('dashboard'));
  const page = readPage();
  if (page === undefined) {
    const unbuilt = new DomainError('route_not_found', {
      message: 'The dashboard is not built: run npm run build',
    });
    for (const path of PATHS) fastify.get(path, (request, reply) => sendProblem(unbuilt, request, reply));
    return;
  }
  await app.register(fastifyStatic, {
    root: fileURLToPath(new URL('assets/', pageFolder())),
    prefix: '/dashboard/assets/',
    decorateReply: false,
    index: false,
    // The build has compressed them; their names change with their content.
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
  });
  const answer = (_: unknown, reply: FastifyReply): void =>
    void reply
      .header('content-security-policy', POLICY)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page);
  for (const path of PATHS) fastify.get(path, answer);
}
