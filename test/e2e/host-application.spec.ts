import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Controller,
  ForbiddenException,
  Get,
  Injectable,
  ServiceUnavailableException,
  UnauthorizedException,
  VersioningType,
  type CanActivate,
  type ExecutionContext,
  type HttpException,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import { Cron, Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import type { FastifyInstance } from 'fastify';
import { DEFAULT_PREFIX, DomainError } from '../../src/index.js';
import { registration } from '../factories/registration.factory.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import { until } from '../support/waiting.js';

const settings = SWEEPS_BY_HAND;

describe('An application that has schedules', () => {
  /** Delays that nothing else has. */
  const [EVERY, ONCE] = [1_234_567, 2_345_678];

  @Injectable()
  class Billing {
    runs = { cron: 0, timeout: 0 };

    @Cron('* * * * * *')
    everySecond(): void {
      this.runs.cron += 1;
    }

    @Timeout(1)
    once(): void {
      this.runs.timeout += 1;
    }

    @Interval(EVERY)
    seldom(): void {}

    @Timeout(ONCE)
    later(): void {}
  }

  it('runs each of them once, as without the module', async () => {
    const [intervals, timeouts] = [
      jest.spyOn(globalThis, 'setInterval'),
      jest.spyOn(globalThis, 'setTimeout'),
    ];
    const host = await startHostedServer({ settings }, () => undefined, {
      imports: [ScheduleModule.forRoot()],
      providers: [Billing],
    });
    const made = (calls: readonly unknown[][], delay: number) =>
      calls.filter(([, ms]) => ms === delay).length;
    const counts = [made(intervals.mock.calls, EVERY), made(timeouts.mock.calls, ONCE)];
    const { runs } = host.app.get(Billing);
    await until(() => runs.cron > 0 && runs.timeout > 0);
    const seen = { ...runs };
    jest.restoreAllMocks();
    await host.close();
    expect([...counts, seen.timeout]).toEqual([1, 1, 1]);
    expect(seen.cron).toBe(1);
  });
});

describe('An application that has guards', () => {
  const REFUSALS: [string, number, () => HttpException | boolean][] = [
    ['UnauthorizedException', 401, () => new UnauthorizedException('no session')],
    ['false', 403, () => false],
    ['ForbiddenException', 403, () => new ForbiddenException('not here')],
    ['ServiceUnavailableException', 503, () => new ServiceUnavailableException('starting')],
  ];

  it.each(REFUSALS)('keeps the status of %s, on the routes of the module too', async (_, status, refusal) => {
    class Guard implements CanActivate {
      canActivate(_context: ExecutionContext): boolean {
        const refused = refusal();
        if (typeof refused === 'boolean') return refused;
        throw refused;
      }
    }
    const host = await startHostedServer({ settings }, (app) => app.useGlobalGuards(new Guard()));
    const answers = [await host.api.get('/health/system'), await host.api.post('/w/heartbeat', {})];
    await host.close();
    for (const answer of answers) expect(answer).toMatchObject({ status, body: { statusCode: status } });
  });

  it('lets its throttler refuse with 429 and Retry-After', async () => {
    class Throttler extends ThrottlerGuard {}
    const host = await startHostedServer({ settings }, () => undefined, {
      imports: [ThrottlerModule.forRoot([{ ttl: 60_000, limit: 1 }])],
      providers: [{ provide: APP_GUARD, useClass: Throttler }],
    });
    const [first, second] = [await host.api.get('/health/system'), await host.api.get('/health/system')];
    await host.close();
    expect([first.status, second.status]).toEqual([200, 429]);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('answers a DomainError of a route of its own with its status and message', async () => {
    @Controller('mine')
    class MineController {
      @Get()
      read(): void {
        throw new DomainError('worker_not_registered', { message: 'There is no worker w' });
      }
    }
    const host = await startHostedServer({ settings }, () => undefined, { controllers: [MineController] });
    const answer = await fetch(`${host.url}/mine`);
    const body: unknown = await answer.json();
    await host.close();
    expect({ status: answer.status, body }).toMatchObject({
      status: 404,
      body: { message: 'There is no worker w' },
    });
  });
});

describe('An application that listens where other machines can reach it', () => {
  const answers = async (given: object, remoteAddress: string) => {
    const host = await startHostedServer({ settings: { ...settings, ...given } });
    const { statusCode } = await host.app.inject({ url: `/${DEFAULT_PREFIX}/health/system`, remoteAddress });
    await host.close();
    return statusCode;
  };

  it.each([
    ['refuses another machine', {}, '198.51.100.7', 403],
    ['serves this machine', {}, '127.0.0.1', 200],
    ['serves this machine over IPv6', {}, '::ffff:127.0.0.1', 200],
    ['serves a trusted network', { 'auth.allow-open-network': true }, '198.51.100.7', 200],
  ])('%s in open mode', async (_, given, remoteAddress, status) => {
    expect(await answers(given, remoteAddress)).toBe(status);
  });
});

describe('An application that versions its routes', () => {
  const VERSIONINGS = [
    ['URI', { type: VersioningType.URI, defaultVersion: '1' }],
    ['header', { type: VersioningType.HEADER, header: 'X-Version', defaultVersion: '1' }],
    ['media type', { type: VersioningType.MEDIA_TYPE, key: 'v=', defaultVersion: '1' }],
  ] as const;

  it.each(VERSIONINGS)('does not version those of the module (%s)', async (_, versioning) => {
    const plain = await startHostedServer({ settings });
    const host = await startHostedServer({ settings }, (app) => void app.enableVersioning(versioning));
    const routes = [routesOf(plain.app), routesOf(host.app)];
    const { status } = await host.api.post('/register', registration({}));
    await Promise.all([plain.close(), host.close()]);
    expect(routes[1]).toBe(routes[0]);
    expect(status).toBe(201);
  });
});

const routesOf = (app: NestFastifyApplication): string =>
  app.get(HttpAdapterHost).httpAdapter.getInstance<FastifyInstance>().printRoutes({ commonPrefix: false });

describe('An application that has an environment of its own', () => {
  const OWN = {
    DATABASE_POOL_SIZE: 'many',
    SERVER_PORT: 'tcp://10.96.0.1:80',
    AUTH_MOD: 'none',
    REDIS_URL: 'none',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    OTEL_METRICS_EXPORTER: 'its-own',
  };
  const before = { ...process.env };
  afterEach(() => void (process.env = before));

  it('starts with any variables, and passes on those with our prefix', async () => {
    process.env = { ...before, ...OWN, WORKER_REGISTRATION_DATABASE_POOL_SIZE: '3' };
    const host = await startHostedServer({ settings });
    const { body } = await host.api.get('/config');
    await host.close();
    expect(body).toMatchObject({ 'database.pool-size': 3, 'otel.metrics-exporter': null });
  });
});

it.each(['typeorm', '@nestjs/typeorm', '@nestjs/schedule'])(
  '%s, which keeps state for the whole process, is loaded once, from the application',
  (name) => {
    const { packages } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8'),
    ) as {
      packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
    };
    const ours = Object.entries(packages).filter(
      ([path, { dev, devOptional }]) => path.endsWith(`node_modules/${name}`) && !dev && !devOptional,
    );
    expect(ours).toEqual([]);
  },
);
