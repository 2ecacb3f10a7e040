import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import type { SecureContextOptions } from 'node:tls';
import { registration } from '../factories/registration.factory.js';
import { AccessDesk } from '../support/access-desk.js';
import { PemFolder, TestAuthority } from '../support/certificates.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { SessionClient, type SessionOptions } from '../support/session-client.js';

describe('A session over TLS', () => {
  let folder: PemFolder;
  let authority: TestAuthority;
  let desk: AccessDesk;
  beforeAll(async () => {
    [folder, authority] = [await PemFolder.create(), await TestAuthority.create()];
    const { cert, key } = await authority.issueForServer();
    desk = await AccessDesk.open({
      ...SWEEPS_BY_HAND,
      'server.tls.cert': await folder.write('cert.pem', cert),
      'server.tls.key': await folder.write('key.pem', key),
      'server.tls.client-ca': await folder.write('ca.pem', authority.cert),
    });
  });
  afterAll(async () => {
    await desk.close();
    await folder.remove();
  });

  /** A client that trusts the CA, with a certificate of that name if one is given. */
  const tlsOf = async (name?: string): Promise<SecureContextOptions> => ({
    ca: authority.cert,
    ...(name !== undefined && (await authority.issue(`CN=${name}`))),
  });
  const register = async (workerId: string, tls: SecureContextOptions, token?: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const url = `${desk.server.url}/api/v1/worker-registration/register`;
    const sent = request(url, { ...tls, agent: false, method: 'POST', headers });
    sent.end(JSON.stringify(registration({ workerId })));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return (await json(response)) as { credentials?: { accessToken: string } };
  };
  const ask = (workerId: string, options: SessionOptions) =>
    SessionClient.ask(desk.server.url, workerId, options);

  it('needs a client that trusts the certificate of the service', async () => {
    const tls = await tlsOf();
    const { credentials } = await register('trusting', tls, (await desk.joinToken()).joinToken);
    const token = credentials!.accessToken;
    const client = await SessionClient.open(desk.server.url, 'trusting', { tls, token });
    expect(await client.beat()).toMatchObject({ type: 'ack' });
    await client.bye();
    await expect(ask('trusting', { token })).rejects.toThrow('certificate');
  });

  it('needs no token with a certificate of its worker, but for no other worker', async () => {
    const [own, another] = [await tlsOf('certified'), await tlsOf('another')];
    await register('certified', own);
    const client = await SessionClient.open(desk.server.url, 'certified', { tls: own });
    expect(await client.beat()).toMatchObject({ type: 'ack' });
    await client.bye();
    expect(await ask('certified', { tls: another })).toMatchObject({
      status: 403,
      body: { code: 'not_your_worker' },
    });
    expect(await ask('certified', { tls: await tlsOf() })).toMatchObject({
      status: 401,
      body: { code: 'credential_missing' },
    });
  });
});
