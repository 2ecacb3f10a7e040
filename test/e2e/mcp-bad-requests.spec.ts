import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { AccessDesk } from '../support/access-desk.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { callTool } from '../support/mcp.js';
import { BOOTSTRAP_KEY, type TestServer } from '../support/test-server.js';

const OWN = { authorization: `Bearer ${BOOTSTRAP_KEY}` };

describe('A bad request to the MCP server', () => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    ({ server } = await AccessDesk.open({ ...SWEEPS_BY_HAND, 'mcp.enabled': true }));
    client = new Client({ name: 'test', version: '1' });
    const url = new URL(`${server.url}/mcp`);
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers: OWN } }));
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });

  const send = (body: string, headers: Record<string, string> = OWN) =>
    fetch(`${server.url}/mcp`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('with unknown arguments gets the name of each, with a suggestion', async () => {
    const asked = { kind: 'drain', select: { zone: 'eu-1' }, reason: 'CHG-78' };
    const cases: [string, object, string][] = [
      [
        'preview_operation',
        { ...asked, maxUnavailble: 1 },
        'Unknown field "maxUnavailble"; did you mean maxUnavailable?',
      ],
      [
        'run_operation',
        { ...asked, confirmation: 'none', max_unavailable: 1 },
        'did you mean maxUnavailable?',
      ],
      [
        'preview_operation',
        { ...asked, select: { zones: 'eu-1' } },
        'select: Unknown filter "zones"; did you mean zone?',
      ],
      [
        'find_workers',
        { filter: { zone: 'eu-1' } },
        'Unknown field "filter"; there are select, sort, limit, cursor',
      ],
      [
        'find_workers',
        { select: { capabilty: 'x' } },
        'Unknown filter "capabilty"; did you mean capability?',
      ],
      ['find_workers', { select: { cursor: 'x' } }, 'Unknown filter "cursor"; there are status,'],
      ['capacity', { horizon: 60, pol: 'x' }, 'Unknown field "pol"; did you mean pool?'],
      ['explain_worker', { worker: 'w1', since: 'x' }, 'Unknown field "since"; there are worker'],
      ['what_changed', { untill: 'x' }, 'did you mean until?'],
      ['show_operation', { id: 'x', wait: true }, 'Unknown field "wait"; there are id'],
      ['fleet_summary', { zone: 'eu-1' }, 'Unknown field "zone"; there are none'],
      ['preview_cleanup', { dryRun: true }, 'Unknown field "dryRun"; there are none'],
      ['run_cleanup', { confirmation: 'none', only: ['w3'] }, 'Unknown field "only"'],
    ];
    for (const [name, input, message] of cases)
      expect([name, await callTool(client, name, input)]).toEqual([
        name,
        expect.objectContaining({ refused: true, text: expect.stringContaining(message) }),
      ]);
    const { tools } = await client.listTools();
    expect([...new Set(cases.map(([name]) => name))].toSorted()).toEqual(
      tools.map(({ name }) => name).toSorted(),
    );
    const objects = (schema: unknown): object[] =>
      schema === null || typeof schema !== 'object'
        ? []
        : [...('properties' in schema ? [schema] : []), ...Object.values(schema).flatMap(objects)];
    for (const { inputSchema } of tools)
      for (const each of objects(inputSchema)) expect(each).toMatchObject({ additionalProperties: false });
  });

  it.each([
    ['', -32_700, 'Parse error: the body must be one message as a JSON object'],
    [' ', -32_700, 'Parse error: the body must be one message as a JSON object'],
    ['{ no json', -32_700, 'Parse error: the body must be one message as a JSON object'],
    ['[]', -32_600, 'Invalid Request: send one message as a JSON object, not a list of messages'],
    ['[{}]', -32_600, 'Invalid Request: send one message as a JSON object, not a list of messages'],
    ['null', -32_600, 'Invalid Request: send one message as a JSON object'],
    ['5', -32_600, 'Invalid Request: send one message as a JSON object'],
    ['"text"', -32_600, 'Invalid Request: send one message as a JSON object'],
  ])('with the body %j gets an error of the protocol', async (body, code, message) => {
    const answer = await send(body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      400,
      expect.stringMatching(/^application\/json/),
    ]);
    expect(await answer.json()).toEqual({ jsonrpc: '2.0', id: null, error: { code, message } });
  });

  it('without a credential is refused before its body is read', async () => {
    expect((await send('{ no json', {})).status).toBe(401);
  });

  it('with more than 256 KiB gets an error that names the limit', async () => {
    const answer = await send(`"${'x'.repeat(256 * 1024)}"`);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ message: 'The body may have up to 256 KiB' });
  });
});
