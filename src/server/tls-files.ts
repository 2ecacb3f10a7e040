import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { ServerOptions } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Settings } from '../platform/config/settings.js';
import { StartError } from '../platform/errors/start-error.js';

/** A client that never ends its handshake holds no connection for ever. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

interface Paths {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string | undefined;
}

/** The PEM files of `server.tls.*`, checked and read anew where they have changed. */
export class TlsFiles {
  /** What told the files apart when they were read last, and what they held. */
  private seen = '';
  private held = '';
  private constructor(private readonly paths: Paths) {}

  /** @returns undefined where no certificate is set, and plain HTTP is served */
  static of({ cert, key, clientCa }: Settings['tls']): TlsFiles | undefined {
    return cert === undefined || key === undefined ? undefined : new TlsFiles({ cert, key, clientCa });
  }

  /**
   * What to begin to serve with. A client is asked for a certificate where there is a CA that it could be of: without,
   * those of all public CAs would count.
   * @throws StartError naming the file that does not fit
   */
  async serverOptions(): Promise<ServerOptions> {
    return {
      ...(await this.changed()),
      requestCert: this.paths.clientCa !== undefined,
      // Whoever shows none, or a foreign one, is a client without: operators come with keys.
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    };
  }

  /**
   * What to serve with from now on; undefined where the files are as they were, also where they were faulty before.
   * @throws StartError naming the file that does not fit
   */
  async changed(): Promise<SecureContextOptions | undefined> {
    const found = await this.marks();
    if (found === this.seen) return undefined;
    this.seen = found;
    const { cert, key, clientCa } = this.paths;
    const pem = {
      cert: await read('server.tls.cert', cert),
      key: await read('server.tls.key', key),
      ca: clientCa === undefined ? undefined : await read('server.tls.client-ca', clientCa),
    };
    const content = JSON.stringify(pem);
    if (content === this.held) return undefined;
    this.check(pem);
    const options: SecureContextOptions = { ...pem, minVersion: 'TLSv1.2' };
    usable(options, this.paths);
    this.held = content;
    return options;
  }

  private check(pem: { cert: string; key: string; ca: string | undefined }): void {
    const { cert, key, clientCa } = this.paths;
    const [own] = certificatesIn('server.tls.cert', cert, pem.cert);
    if (!own!.checkPrivateKey(keyIn(key, pem.key))) {
      throw new StartError(
        `server.tls.key: the key in ${key} is not that of the first certificate in ${cert}.`,
        'Give the key that the certificate was made with, and put the certificate of the service before those of its CAs.',
      );
    }
    if (clientCa !== undefined) certificatesIn('server.tls.client-ca', clientCa, pem.ca!);
  }

  /** Changes with each writing, replacing or new permission of a file. */
  private async marks(): Promise<string> {
    const { cert, key, clientCa } = this.paths;
    const all = [cert, key, ...(clientCa === undefined ? [] : [clientCa])].map(async (path) => {
      const { ino, size, ctimeMs } = await stat(path);
      return `${ino}/${size}/${ctimeMs}`;
    });
    return (await Promise.allSettled(all))
      .map((each) => (each.status === 'fulfilled' ? each.value : 'missing'))
      .join();
  }
}

async function read(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new StartError(
      `${setting}: ${path} cannot be read: ${(error as Error).message}.`,
      'Name a PEM file that the service may read.',
      { cause: error },
    );
  }
}

function certificatesIn(setting: string, path: string, pem: string): X509Certificate[] {
  try {
    const found = (pem.match(CERTIFICATE) ?? []).map((each) => new X509Certificate(each));
    if (found.length > 0) return found;
  } catch {
    // Said below, with what helps.
  }
  throw new StartError(
    `${setting}: ${path} does not hold certificates in PEM form alone.`,
    'Give PEM, which begins with -----BEGIN CERTIFICATE-----; `openssl x509 -inform DER -in FILE` converts.',
  );
}

function keyIn(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new StartError(
      `server.tls.key: ${path} holds no private key that can be read: ${(error as Error).message}.`,
      'Give an unencrypted key in PEM form; `openssl pkey -in FILE` converts, and asks for the passphrase.',
      { cause: error },
    );
  }
}

/** What OpenSSL refuses beyond that, such as keys that are too short. */
function usable(options: SecureContextOptions, { cert }: Paths): void {
  try {
    createSecureContext(options);
  } catch (error) {
    throw new StartError(
      `server.tls.cert: ${cert} cannot be served: ${(error as Error).message}.`,
      'Give a certificate and a key that OpenSSL takes for TLS 1.2.',
      { cause: error },
    );
  }
}
