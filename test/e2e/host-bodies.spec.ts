import { Body, Controller, Post } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { fleet } from '../factories/registration.factory.js';
import { ApiClient } from '../support/api-client.js';
import { startHostedServer } from '../support/hosted-server.js';
import type { TestServer } from '../support/test-server.js';

const NDJSON = 'application/x-ndjson';
const MIB = 1024 * 1024;

@Controller('users')
class UsersController {
  @Post(['register/batch', 'heartbeat/batch', 'upload'])
  take(@Body() body: unknown): { readonly body: string } {
    return { body: typeof body };
  }
}

/** The routes of the application, by names that ours have as well. */
const THEIRS = ['/users/register/batch', '/users/heartbeat/batch', '/users/upload'];

const parseAsText = (app: NestFastifyApplication): void => {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.addContentTypeParser(NDJSON, { parseAs: 'string' }, (_request, text, done) => done(null, text));
};

describe.each([
  ['without a parser for NDJSON', () => undefined, 415],
  ['with a parser for NDJSON', parseAsText, 201],
] as const)('An application %s', (_what, around, status) => {
  let host: TestServer;
  let theirs: ApiClient;
  beforeAll(async () => {
    host = await startHostedServer({}, around, { controllers: [UsersController] });
    theirs = new ApiClient(host.url);
  });
  afterAll(() => host.close());

  it.each(THEIRS)('keeps the types and the size that %s accepts', async (path) => {
    const large = `"${'x'.repeat(1.5 * MIB)}"`;
    expect((await theirs.send('POST', path, '{"a":1}\n', NDJSON)).status).toBe(status);
    expect((await theirs.send('POST', path, large, 'application/json')).status).toBe(413);
    expect((await theirs.post(path, { a: 1 })).body).toEqual({ body: 'object' });
  });

  it('accepts batches of the module that are larger than its own limit', async () => {
    const workers = fleet(3000, () => ({ capabilities: { padding: 'x'.repeat(500) } }));
    const registered = await host.api.ndjson('/register/batch', workers);
    const beaten = await host.api.post('/heartbeat/batch', fleet(2000));
    const packed = await host.api.with({ 'content-encoding': 'br' }).ndjson('/register/batch', workers);
    expect(registered).toMatchObject({ status: 200, body: { total: 3000, succeeded: 3000 } });
    expect(beaten).toMatchObject({ status: 200, body: { total: 2000, succeeded: 2000 } });
    expect(packed).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });

  it('answers faults in batches with errors of the module', async () => {
    const { status, body } = await host.api.send('POST', '/register/batch', '[{]', 'application/json');
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
  });
});
