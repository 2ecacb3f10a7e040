import type { CallHandler, NestInterceptor } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Browser } from 'playwright-core';
import { map } from 'rxjs';
import { registration } from '../factories/registration.factory.js';
import { launchChromium } from '../support/chromium.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { startHostedServer } from '../support/hosted-server.js';
import type { TestServer } from '../support/test-server.js';

/** Adds a field to each answer, as applications do. */
const enriching: NestInterceptor = {
  intercept: (_, next: CallHandler<object>) => next.handle().pipe(map((data) => ({ ...data, host: 'mine' }))),
};

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
])('The dashboard in an application on %s', (_name, adapter) => {
  let host: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    host = await startHostedServer(
      { settings: SWEEPS_BY_HAND, prefix: 'internal/workers', dashboard: 'ops/fleet' },
      (app) => app.setGlobalPrefix('api').useGlobalInterceptors(enriching),
      {},
      adapter(),
    );
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await host.close();
  });

  it('shows the workers of the application, at each of its addresses', async () => {
    const body = JSON.stringify(registration({ workerId: 'packer', name: 'Packer' }));
    const headers = { 'content-type': 'application/json' };
    const registered = await fetch(`${host.url}/api/internal/workers/register`, {
      method: 'POST',
      headers,
      body,
    });
    expect(registered.status).toBe(201);
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('response', (answer) => {
      if (answer.status() >= 400) complaints.push(`${answer.status()} ${answer.url()}`);
    });
    await page.goto(`${host.url}/api/ops/fleet/workers?text=pack`);
    await page.getByRole('link', { name: 'packer' }).first().click();
    await page.getByRole('heading', { name: /packer/i }).waitFor();
    const address = page.url();
    await page.reload();
    await page.getByRole('heading', { name: /packer/i }).waitFor();
    expect(address).toBe(`${host.url}/api/ops/fleet/workers/packer`);
    expect(complaints).toEqual([]);
  });

  it('sends only its own files, compressed and cacheable', async () => {
    const document = await (await fetch(`${host.url}/api/ops/fleet`)).text();
    const [, script = ''] = /src="([^"]+\.js)"/.exec(document) ?? [];
    const { status, headers } = await fetch(host.url + script);
    const none = await fetch(`${host.url}/api/ops/fleet/assets/..%2f..%2findex.js`);
    const plain = await fetch(host.url + script, { headers: { 'accept-encoding': 'gzip;q=0, br' } });
    expect([status, none.status]).toEqual([200, 404]);
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: expect.stringMatching(/accept-encoding/i),
    });
  });
});
