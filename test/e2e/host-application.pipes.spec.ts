import { ValidationPipe } from '@nestjs/common';
import { registration } from '../factories/registration.factory.js';
import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import type { TestServer } from '../support/test-server.js';

const settings = {
  ...SWEEPS_BY_HAND,
  'jobscheduler.worker.guard-enabled': false,
  'jobscheduler.worker.cleanup-threshold-minutes': 1,
};

/** Routes that read a query. */
const FILTERED = [
  '',
  '/events',
  '/precious/events',
  '/events/stream',
  '/precious/jobs',
  '/health/history',
  '/reports/availability',
  '/discovery/prometheus',
  '/stats',
  '/precious/timeline',
  '/access/join-tokens',
];

describe.each([
  ['ValidationPipe with whitelist', new ValidationPipe({ whitelist: true })],
  ['ValidationPipe with whitelist and transform', new ValidationPipe({ whitelist: true, transform: true })],
  [
    'ValidationPipe with whitelist, transform and forbidNonWhitelisted, of custom parameters too',
    new ValidationPipe({
      whitelist: true,
      transform: true,
      forbidNonWhitelisted: true,
      validateCustomDecorators: true,
    }),
  ],
  ['a pipe that drops dryRun', { transform: (value: object) => dropped(value, 'dryRun') }],
])('An application that has %s', (_, pipe) => {
  let host: TestServer;
  beforeAll(async () => {
    host = await startHostedServer({ settings }, (app) => app.useGlobalPipes(pipe));
    await host.api.post('/register', registration({ workerId: 'precious' }));
    await host.api.post('/register', registration({ workerId: 'other', zone: 'b' }));
  });
  afterAll(() => host.close());

  it('cleans nothing up in a dry run', async () => {
    const watch = new FleetWatch(host);
    for (let sweep = 0; sweep < 3; sweep += 1) {
      await watch.silence(600, 'precious');
      await watch.sweep();
    }
    await host.database.query(
      `UPDATE worker_registration.worker_state SET health_since = now() - interval '1 hour', presence_since = now() - interval '1 hour'
       WHERE health = 'FAILED'`,
    );
    const { body } = await host.api.post('/cleanup/failed?dryRun=true');
    expect(body).toMatchObject({ dryRun: true, total: 1 });
    expect(await watch.worker('precious')).toMatchObject({ status: 'ERROR' });
  });

  it('refuses a dry run that is neither true nor false', async () => {
    expect(await host.api.post('/cleanup/failed?dryRun=yes')).toMatchObject({ status: 400 });
  });

  it.each(['?zone=b', '?limit=1', '?text=other'])('filters the list by %s', async (query) => {
    const { status, body } = await host.api.get<{ workers: unknown[] }>(query);
    expect({ status, workers: body.workers.length }).toEqual({ status: 200, workers: 1 });
  });

  it.each(FILTERED)('refuses an unknown option on %s', async (path) => {
    expect(await host.api.get(`${path}?bootId=1`)).toMatchObject({
      status: 400,
      body: { code: 'validation_failed' },
    });
  });

  it('reads bodies as the server does', async () => {
    const { body } = await host.api.post('/precious/deregister', { drain: true, reason: 'planned' });
    expect(body).toMatchObject({ success: true });
  });
});

function dropped(value: object, name: string): object {
  if (value?.constructor !== Object || !(name in value)) return value;
  const { [name]: _, ...rest } = value as Record<string, unknown>;
  return rest;
}
