import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DEFAULT_PREFIX } from '../../src/index.js';
import { registration } from '../factories/registration.factory.js';
import { EventStream } from '../support/event-stream.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import { SessionClient } from '../support/session-client.js';
import type { TestServer } from '../support/test-server.js';

const settings = { ...SWEEPS_BY_HAND, 'jobscheduler.worker.reconnect-enabled': false };

type Call = readonly [method: string, path: string, body?: unknown];

/** Each route once, those that end the worker last. */
const CALLS: readonly Call[] = [
  ['POST', '/register', registration({ workerId: 'w' })],
  ['POST', '/register', { workerId: 'bad' }],
  ['POST', '/register/batch', [registration({ workerId: 'v' })]],
  ['POST', '/w/heartbeat', { currentJobCount: 0 }],
  ['POST', '/none/heartbeat', {}],
  ['POST', '/heartbeat/batch', [{ workerId: 'v' }]],
  ['GET', '/w'],
  ['GET', '/w/status'],
  ['GET', '/w/health'],
  ['GET', '/w/events'],
  ['GET', '/w/timeline'],
  ['GET', '/stats?by=zone'],
  ['GET', '/capacity'],
  ['GET', '/capacity/history'],
  ['GET', '/capacity/week'],
  ['GET', '/reports/availability'],
  ['GET', '/reports/access'],
  ['GET', '/reports/changes'],
  ['GET', '/reports/registrations'],
  ['POST', '/capacity/leave', { count: 1, dryRun: true }],
  ['GET', '/warnings'],
  ['GET', ''],
  ['GET', '?limit=1&status=ACTIVE'],
  ['GET', '?limit=abc'],
  ['GET', '/discovery/prometheus'],
  ['GET', '/events?limit=1'],
  ['GET', '/alerts'],
  ['GET', '/guards'],
  ['GET', '/health/system'],
  ['GET', '/health/summary'],
  ['GET', '/health/history'],
  ['GET', '/session'],
  ['POST', '/session', {}],
  ['DELETE', '/session'],
  ['GET', '/config'],
  ['POST', '/w/jobs', { jobId: 'j' }],
  ['GET', '/w/jobs'],
  ['DELETE', '/w/jobs/j'],
  ['POST', '/jobs/claim', { jobId: 'k' }],
  ['POST', '/w/observations', { reporter: 's', outcome: 'unreachable' }],
  ['POST', '/w/drain', {}],
  ['POST', '/w/maintenance', {}],
  ['POST', '/w/activate', {}],
  ['POST', '/w/acknowledge', {}],
  ['POST', '/losses/acknowledge', {}],
  ['POST', '/w/restore', {}],
  ['PATCH', '/w', {}],
  ['POST', '/operations', {}],
  ['GET', '/operations'],
  ['GET', '/operations/none'],
  ['POST', '/operations/none/pause'],
  ['POST', '/operations/none/resume'],
  ['POST', '/operations/none/cancel'],
  ['POST', '/operations/none/undo'],
  ['POST', '/guards/none/hold', {}],
  ['POST', '/guards/none/release', {}],
  ['POST', '/w/reconnect'],
  ['POST', '/reconnect'],
  ['POST', '/health/check'],
  ['POST', '/cleanup/failed?dryRun=true'],
  ['POST', '/alerts/none/mute', {}],
  ['DELETE', '/alerts/none/mute'],
  ['POST', '/access/keys', { name: 'k', role: 'viewer' }],
  ['GET', '/access/keys'],
  ['DELETE', '/access/keys/none'],
  ['POST', '/access/join-tokens', {}],
  ['GET', '/access/join-tokens'],
  ['DELETE', '/access/join-tokens/none'],
  ['GET', '/access/signing-keys'],
  ['POST', '/access/signing-keys/rotate', {}],
  ['GET', '/access/sessions'],
  ['DELETE', '/access/sessions/none'],
  ['GET', '/w/session'],
  ['POST', '/w/token'],
  ['POST', '/w/revoke', {}],
  ['POST', '/v/deregister', {}],
  ['POST', '/v/force-deregister', { reason: 'gone' }],
  ['DELETE', '/v'],
];

interface Seen {
  readonly call: string;
  readonly status: number;
  readonly type: string | null;
  /** The names in the answer. */
  readonly names: readonly string[];
}

async function seenOf({ api }: TestServer, [method, path, body]: Call): Promise<Seen> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const answer = await api.send<object>(method, path, text, 'application/json');
  return {
    call: `${method} ${path}`,
    status: answer.status,
    type: answer.headers.get('content-type'),
    names: Object.keys(answer.body)
      .filter((name) => name !== 'instance')
      .toSorted(),
  };
}

describe('An application on Express', () => {
  let express: TestServer;
  let fastify: TestServer;
  beforeAll(async () => {
    express = await startHostedServer({ settings }, undefined, {}, new ExpressAdapter());
    fastify = await startHostedServer({ settings }, undefined, {}, new FastifyAdapter());
  });
  afterAll(() => Promise.all([express.close(), fastify.close()]));

  it('has each route of the OpenAPI document in this table', () => {
    const { paths } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8'),
    ) as { paths: Record<string, Record<string, unknown>> };
    const pattern = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    const called = (method: string, path: string) =>
      CALLS.some(
        ([each, at]) =>
          each.toLowerCase() === method && pattern(path).test(`/${DEFAULT_PREFIX}${at.replace(/\?.*/, '')}`),
      );
    const missing = Object.entries(paths)
      .filter(([path]) => path.startsWith(`/${DEFAULT_PREFIX}`))
      .flatMap(([path, methods]) =>
        Object.keys(methods)
          .filter((method) => !called(method, path.replace(/\/$/, '')))
          .map((method) => `${method} ${path.slice(DEFAULT_PREFIX.length + 1)}`),
      );
    expect(missing).toEqual(['get /events/stream']);
  });

  it('answers every route like one on Fastify', async () => {
    const seen: Record<'express' | 'fastify', Seen[]> = { express: [], fastify: [] };
    for (const call of CALLS) {
      seen.express.push(await seenOf(express, call));
      seen.fastify.push(await seenOf(fastify, call));
    }
    expect(seen.express).toEqual(seen.fastify);
  });

  it.each([
    ['DELETE', '/operations', 'GET, HEAD, POST'],
    ['DELETE', '/stats', 'GET, HEAD'],
    ['POST', '/alerts/drain', null],
  ])('answers %s %s, which names no worker, like one on Fastify', async (method, path, allow) => {
    const answers = await Promise.all([express, fastify].map(({ api }) => api.send(method, path)));
    expect(answers.map(({ status, headers }) => [status, headers.get('allow')])).toEqual(
      answers.map(() => [allow === null ? 404 : 405, allow]),
    );
  });

  it('streams events', async () => {
    const stream = await EventStream.open(express.url);
    await express.api.post('/register', registration({ workerId: 'streamed' }));
    await stream.hears(1);
    stream.close();
    expect(stream.workerIds).toContain('streamed');
  });

  it('opens sessions', async () => {
    await express.api.post('/register', registration({ workerId: 'connected' }));
    const session = await SessionClient.open(express.url, 'connected');
    const ack = await session.beat({ currentJobCount: 0 });
    await session.bye();
    expect(ack).toMatchObject({ type: 'ack' });
  });

  it.each([
    ['plain text', 'hello', 'text/plain', 415],
    ['an array', '[]', 'application/json', 400],
  ])('refuses a heartbeat whose body is %s', async (_, body, type, status) => {
    const answers = [
      await express.api.send('POST', '/w/heartbeat', body, type),
      await fastify.api.send('POST', '/w/heartbeat', body, type),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([status, 400]);
  });
});
