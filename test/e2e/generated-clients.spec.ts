import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GENERATORS } from '../clients/generators.js';
import { eventTypesOf, WHOLE_LIFE } from '../clients/whole-life.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

// Compilers of generated code are slow.
jest.setTimeout(600_000);

describe('A client of docs/openapi.json', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it.each(GENERATORS)(
    'is compiled, and registers, sends heartbeats, claims and leaves: $name',
    async ({ name, fetch, build }) => {
      if (!fetch()) {
        process.stderr.write(`Not tested, as its tools are not to be had: ${name}.\n`);
        return;
      }
      const folder = await mkdtemp(join(tmpdir(), 'generated-'));
      const [program, ...args] = await build(folder);
      const workerId = name.replaceAll(/\W+/g, '-');
      await promisify(execFile)(program!, [...args, server.url, workerId]);
      expect(await eventTypesOf(server.api, workerId)).toEqual(WHOLE_LIFE);
      expect((await server.api.get(`/${workerId}`)).body).toMatchObject({
        heartbeatCount: 2,
        tags: [workerId],
        capabilities: { cuda: 12 },
      });
      await rm(folder, { recursive: true });
    },
  );
});
