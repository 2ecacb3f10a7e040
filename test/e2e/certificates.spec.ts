import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { Agents } from '../support/agents.js';
import { PemFolder, TestAuthority, type Issued } from '../support/certificates.js';
import { until } from '../support/waiting.js';

const agents = new Agents();
afterEach(() => agents.stopAll());

describe('A worker that presents a certificate', () => {
  let folder: PemFolder;
  let authority: TestAuthority;
  let desk: AccessDesk;
  beforeAll(async () => {
    [folder, authority] = [await PemFolder.create(), await TestAuthority.create()];
    const { cert, key } = await authority.issueForServer();
    desk = await AccessDesk.open({
      'server.tls.cert': await folder.write('cert.pem', cert),
      'server.tls.key': await folder.write('key.pem', key),
      'server.tls.client-ca': await folder.write('ca.pem', authority.cert),
    });
  });
  afterAll(async () => {
    await desk.close();
    await folder.remove();
  });

  const call = async (as: Issued | undefined, path: string, body?: object) => {
    const url = `${desk.server.url}/api/v1/worker-registration${path}`;
    const headers = { 'content-type': 'application/json' };
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request(url, { ...as, ca: authority.cert, agent: false, method, headers });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const { code, outcome } = JSON.parse(await text(response)) as { code?: string; outcome?: string };
    return [response.statusCode, code ?? outcome];
  };
  const register = (as: Issued | undefined, workerId: string, bootId: string) =>
    call(as, '/register', registration({ workerId, bootId }));

  it.each([
    ['in its CN', (name: string) => authority.issue(`CN=${name}`)],
    ['in its SAN', (name: string) => authority.issue('CN=Some machine', [{ type: 'dns', value: name }])],
  ])('with its workerId %s registers, restarts and acts for itself, without a token', async (how, issue) => {
    const name = how.endsWith('CN') ? 'by-cn' : 'by-san';
    const own = await issue(name);
    expect(await register(own, name, 'b1')).toEqual([201, 'created']);
    expect(await register(own, name, 'b2')).toEqual([200, 'restarted']);
    expect(await call(own, `/${name}/heartbeat`, {})).toEqual([200, undefined]);
    expect(await call(own, `/${name}/health`)).toEqual([200, undefined]);
  });

  it('may be an agent, which trusts a configured CA', async () => {
    const tls = { ca: authority.cert, ...(await authority.issue('CN=agent')) };
    const options = { server: desk.server.url, workerId: 'agent' };
    const { agent, happened } = await agents.start({ ...options, tls });
    await until(() => happened.some(([, detail]) => 'via' in detail && detail.via === 'session'));
    await agent.stop();
    const distrustful = await agents.make(options);
    const start = distrustful.agent.start();
    expect(await distrustful.heard('problem')).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('certificate'),
    });
    await Promise.all([distrustful.agent.stop(), expect(start).rejects.toMatchObject({ code: 'stopped' })]);
  });

  it('cannot act for another worker or as an operator', async () => {
    const own = await authority.issue('CN=me');
    await register(own, 'me', 'b1');
    expect(await register(own, 'somebody', 'b1')).toEqual([403, 'not_your_worker']);
    for (const other of ['by-cn', 'nobody'])
      expect(await call(own, `/${other}/heartbeat`, {})).toEqual([403, 'not_your_worker']);
    expect(await call(own, '/me/drain', {})).toEqual([403, 'role_missing']);
  });

  it('of another CA has no rights', async () => {
    const foreign = await (await TestAuthority.create()).issue('CN=me');
    expect(await call(foreign, '/me/heartbeat', {})).toEqual([401, 'credential_missing']);
    expect(await call(undefined, '/me/heartbeat', {})).toEqual([401, 'credential_missing']);
  });
});
