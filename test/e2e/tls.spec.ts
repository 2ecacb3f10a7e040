import { once } from 'node:events';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { Logger } from '@nestjs/common';
import { TlsRotation } from '../../src/server/tls-rotation.js';
import { PemFolder, TestAuthority, type Issued } from '../support/certificates.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

describe('A service with a certificate', () => {
  let folder: PemFolder;
  let authority: TestAuthority;
  let server: TestServer;
  const log: string[] = [];
  beforeAll(async () => {
    folder = await PemFolder.create();
    authority = await TestAuthority.create();
    const files = await write(await authority.issueForServer());
    server = await startTestServer({
      settings: { 'server.tls.cert': files.cert, 'server.tls.key': files.key },
    });
    const note = (line: string) => log.push(line);
    Logger.overrideLogger({ log: note, error: note, warn: note });
  });
  afterAll(async () => {
    await server.close();
    await folder.remove();
  });

  const write = async ({ cert, key }: Issued) => ({
    cert: await folder.write('cert.pem', cert),
    key: await folder.write('key.pem', key),
  });
  /** Over a new connection. @returns the status, the headers, and the certificate that was shown, in PEM form */
  const ask = async (options: RequestOptions = {}) => {
    const sent = request(`${server.url}/livez`, { ca: authority.cert, agent: false, ...options }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const shown = (response.socket as TLSSocket).getPeerX509Certificate()!.toString();
    response.resume();
    return { status: response.statusCode, headers: response.headers, shown: shown.trim() };
  };
  const check = () => server.app.get(TlsRotation).reloadIfChanged();

  it('is reached over HTTPS, and sends Strict-Transport-Security', async () => {
    const { status, headers } = await ask();
    expect(status).toBe(200);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });

  it('refuses old versions of TLS, and plain HTTP', async () => {
    const old: RequestOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(ask(old)).rejects.toThrow(/alert protocol version/);
    const plain = plainRequest(server.url.replace('https:', 'http:'), { protocol: 'http:', agent: false });
    await expect(once(plain.end(), 'response')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await ask()).status).toBe(200);
  });

  it('uses new files without a restart, or keeps the old ones while the new ones are invalid', async () => {
    const [first, next, last] = await Promise.all([1, 2, 3].map(() => authority.issueForServer()));
    await write(first!);
    await check();
    expect((await ask()).shown).toBe(first!.cert.trim());
    expect(log.splice(0)).toEqual([expect.stringContaining('The certificate files have changed')]);

    await folder.write('cert.pem', next!.cert);
    await check();
    await check();
    expect((await ask()).shown).toBe(first!.cert.trim());
    expect(log.splice(0)).toEqual([expect.stringMatching(/^server\.tls\.key: .* stays in use$/)]);

    await write(last!);
    await check();
    await check();
    expect((await ask()).shown).toBe(last!.cert.trim());
    expect(log).toHaveLength(1);
  });
});
