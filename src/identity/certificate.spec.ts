import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer as createPlainServer, request as plainRequest } from 'node:http';
import { createServer, request, type RequestOptions, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import {
  PemFolder,
  TestAuthority,
  type AlternativeName,
  type Subject,
} from '../../test/support/certificates.js';
import { loadSettings } from '../platform/config/load-settings.js';
import { TlsFiles } from '../server/tls-files.js';
import { alternativeNames, certificateNames } from './certificate.js';

const tell: RequestListener = (raw, response) => void response.end(JSON.stringify(certificateNames({ raw })));

describe('The names in the certificate of a client', () => {
  let folder: PemFolder;
  let authority: TestAuthority;
  let server: Server;
  let address: { host: string; port: number; ca: string };
  beforeAll(async () => {
    folder = await PemFolder.create();
    authority = await TestAuthority.create();
    const { cert, key } = await authority.issueForServer();
    const overrides = {
      'server.tls.cert': await folder.write('cert.pem', cert),
      'server.tls.key': await folder.write('key.pem', key),
      'server.tls.client-ca': await folder.write('ca.pem', authority.cert),
    };
    const options = await TlsFiles.of(loadSettings({ overrides }).tls)!.serverOptions();
    server = createServer(options, tell).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    address = { host: '127.0.0.1', port, ca: authority.cert };
  });
  afterAll(async () => {
    server.close();
    await folder.remove();
  });

  const namesFor = async (options: ConnectionOptions = {}) => {
    const [response] = (await once(
      request({ ...address, ...options, agent: false } as RequestOptions).end(),
      'response',
    )) as [IncomingMessage];
    return json(response);
  };

  it.each<[Subject, AlternativeName[], string[]]>([
    ['CN=worker-1', [], ['worker-1']],
    ['CN=worker-1', [{ type: 'dns', value: 'worker-1' }], ['worker-1']],
    [
      'O=Acme',
      [
        { type: 'dns', value: 'w1.example.org' },
        { type: 'ip', value: '10.0.0.1' },
        { type: 'email', value: 'w2@example.org' },
        { type: 'upn', value: 'w3' },
        { type: 'dn', value: 'CN=w4' },
        { type: 'url', value: 'urn:worker:5' },
      ],
      ['w1.example.org', 'urn:worker:5'],
    ],
    ['CN="w, CN=victim"', [{ type: 'dns', value: 'w, DNS:victim' }], ['w, DNS:victim', 'w, CN=victim']],
    ['O=Acme', [{ type: 'url', value: 'urn:w", DNS:victim, URI:"x' }], ['urn:w", DNS:victim, URI:"x']],
    ['O=Acme', [{ type: 'upn', value: 'w, DNS:victim' }], []],
    [[{ O: ['Acme\nCN=victim'] }], [{ type: 'dn', value: 'CN="w, DNS:victim"' }], []],
    ['O=Acme', [{ type: 'dns', value: 'victim\0.example.org' }], ['victim\0.example.org']],
  ])('of %j with %j are %j', async (subject, alternatives, names) => {
    expect(await namesFor(await authority.issue(subject, alternatives))).toEqual(names);
  });

  it('are empty without a certificate, or with one of a foreign CA', async () => {
    const foreign = await TestAuthority.create();
    expect(await namesFor()).toEqual([]);
    expect(await namesFor(await foreign.issue('CN=victim'))).toEqual([]);
  });

  it('are empty in a resumed session that had none, although Node.js calls it authorized', async () => {
    const sessionOf = (socket: TLSSocket) => once(socket, 'session') as Promise<[Buffer]>;
    const first = connect(address);
    const [session] = await sessionOf(first);
    first.destroy();
    expect(await namesFor({ session })).toEqual([]);
  });

  it('are empty over plain HTTP', async () => {
    const plain = createPlainServer(tell).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const { port } = plain.address() as AddressInfo;
    const sent = plainRequest({ host: '127.0.0.1', port, agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(await json(response)).toEqual([]);
    plain.close();
  });
});

describe('A SAN in the format of Node.js', () => {
  it.each([
    ['DNS:a, URI:urn:b, IP Address:::1, X400Name:<unsupported>', ['a', 'urn:b']],
    ['DNS:"a\\u002c DNS:b", DNS:c', ['a, DNS:b', 'c']],
    ['', []],
    ['DNS:a, DNS:"b', []],
    ['DNS:a, DNS:b"c"', []],
    ['DNS:a, DNS:"b"c', []],
    ['DNS:a,DNS:b', []],
    ['DNS:a, b', []],
  ])('%j contains %j', (text, names) => {
    expect(alternativeNames(text)).toEqual(names);
  });
});
