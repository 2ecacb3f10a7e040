import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { PemFolder, TestAuthority, type Issued } from '../../test/support/certificates.js';
import { loadSettings } from '../platform/config/load-settings.js';
import { TlsFiles } from './tls-files.js';

describe('The files of server.tls', () => {
  let folder: PemFolder;
  let authority: TestAuthority;
  let own: Issued;
  beforeAll(async () => {
    folder = await PemFolder.create();
    authority = await TestAuthority.create();
    own = await authority.issueForServer();
  });
  afterAll(() => folder.remove());

  const at = (name: string) => join(folder.path, name);
  const open = async ({ cert = own.cert, key = own.key, ca = authority.cert } = {}) => {
    await Promise.all([folder.write('cert', cert), folder.write('key', key), folder.write('ca', ca)]);
    return filesOf({});
  };
  const filesOf = (given: Record<string, string>) => {
    const paths = {
      'server.tls.cert': at('cert'),
      'server.tls.key': at('key'),
      'server.tls.client-ca': at('ca'),
    };
    return TlsFiles.of(loadSettings({ overrides: { ...paths, ...given } }).tls)!;
  };
  const encrypted = () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'secret',
    }) as string;

  it.each<[string, () => Promise<TlsFiles>, string, string]>([
    [
      'does not exist',
      async () => filesOf({ 'server.tls.cert': '/nowhere/cert.pem' }),
      'server.tls.cert: /nowhere/cert.pem cannot be read: ENOENT',
      'Name a PEM file that the service can read.',
    ],
    [
      'holds no certificate',
      () => open({ cert: 'certainly' }),
      `server.tls.cert: FOLDER/cert must contain only certificates in PEM form`,
      '-----BEGIN CERTIFICATE-----',
    ],
    [
      'holds a broken CA',
      () => open({ ca: authority.cert.replace(/\n.{60}/, '\n') }),
      'server.tls.client-ca: ',
      '-----BEGIN CERTIFICATE-----',
    ],
    ['holds no key', () => open({ key: own.cert }), 'server.tls.key: ', 'unencrypted key'],
    ['holds an encrypted key', () => open({ key: encrypted() }), 'server.tls.key: ', 'unencrypted key'],
    [
      'holds the key of another certificate',
      async () => open({ key: (await authority.issueForServer()).key }),
      'does not belong to the first certificate in',
      'Use the key of the certificate',
    ],
  ])('prevent a start if one %s', async (_what, files, message, remedy) => {
    await expect((await files()).serverOptions()).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining(message.replace('FOLDER', folder.path)),
      remedy: expect.stringContaining(remedy),
    });
  });

  it('request a client certificate only if a CA for clients is set', async () => {
    expect(await (await open()).serverOptions()).toMatchObject({ requestCert: true, ca: authority.cert });
    const { cert, key } = loadSettings({
      overrides: { 'server.tls.cert': at('cert'), 'server.tls.key': at('key') },
    }).tls;
    const without = await TlsFiles.of({ cert, key, clientCa: undefined })!.serverOptions();
    expect(without).toMatchObject({ requestCert: false, ca: undefined });
  });
});
