import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { join } from 'node:path';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { callTool } from '../support/mcp.js';
import { BOOTSTRAP_KEY, startTestServer } from '../support/test-server.js';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

describe('worker-registration mcp', () => {
  let client: Client;
  afterEach(() => client.close());

  const connect = async (mode: 'legacy' | 'auto', env: Record<string, string>): Promise<void> => {
    client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [MAIN, 'mcp'], env }));
  };

  it('answers on standard input and output, by each protocol', async () => {
    const desk = await AccessDesk.open({ ...SWEEPS_BY_HAND, 'mcp.enabled': true });
    await desk.showing(BOOTSTRAP_KEY).post('/register', registration({ workerId: 'w2' }));
    for (const mode of ['legacy', 'auto'] as const) {
      await connect(mode, {
        WORKER_REGISTRATION_SERVER: desk.server.url,
        WORKER_REGISTRATION_KEY: BOOTSTRAP_KEY,
      });
      expect((await client.listTools()).tools).toHaveLength(10);
      const { data } = await callTool(client, 'explain_worker', { worker: 'w2' });
      expect(data).toMatchObject({ worker: { workerId: 'w2' } });
      await client.close();
    }
    const stranger = connect('legacy', { WORKER_REGISTRATION_SERVER: desk.server.url });
    await expect(stranger).rejects.toThrow('answered 401');
    await desk.close();
  });

  it('reports that the server does not serve MCP', async () => {
    const server = await startTestServer({ settings: SWEEPS_BY_HAND });
    const connecting = connect('legacy', { WORKER_REGISTRATION_SERVER: server.url });
    await expect(connecting).rejects.toThrow('does not serve MCP; set mcp.enabled there');
    await server.close();
  });
});
