import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';

/** What `npm run build` leaves; the same place seen from the sources, which tests run, and from the compiled files. */
const PAGE = new URL('../../dist/dashboard/page/', import.meta.url);

/** Scripts, styles and requests of this server alone, and nothing inline; the page is in no frame of others. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves the page under `/dashboard`, the same for each address below it: which view it shows is for the page to read there.
 * It is free to load, as it tells nothing; what it reads asks who calls.
 */
export async function serveDashboard(app: NestFastifyApplication): Promise<void> {
  const page = readPage();
  if (page === undefined) {
    new Logger('Dashboard').warn('The dashboard is not built: npm run build makes it');
    return;
  }
  await app.register(fastifyStatic, {
    root: fileURLToPath(new URL('assets/', PAGE)),
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
  const fastify = app.getHttpAdapter().getInstance();
  for (const path of ['/dashboard', '/dashboard/*']) fastify.get(path, answer);
}

function readPage(): string | undefined {
  try {
    return readFileSync(new URL('index.html', PAGE), 'utf8');
  } catch {
    return undefined;
  }
}
