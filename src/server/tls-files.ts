import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { ServerOptions } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { Settings } from '../platform/config/settings.js';
import { StartError } from '../platform/errors/start-error.js';

/** A client that never completes its handshake must not occupy a connection for ever. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

interface Paths {
  readonly cert: string;
  readonly key: string;
  readonly clientCa: string | undefined;
}

/** The PEM files of `server.tls.*`, validated, and read again when they change. */
export class TlsFiles {
  /** The identities of the files when they were last read, and their contents. */
  private seen = '';
  private held = '';
  private constructor(private readonly paths: Paths) {}

  /** @returns undefined if no certificate is set, and plain HTTP is served */
  static of({ cert, key, clientCa }: Settings['tls']): TlsFiles | undefined {
    return cert === undefined || key === undefined ? undefined : new TlsFiles({ cert, key, clientCa });
  }

  /**
   * Returns the initial TLS options. Clients are asked for a certificate only if a CA for them is set:
   * otherwise certificates of all public CAs would count.
   * @throws StartError naming the invalid file
   */
  async serverOptions(): Promise<ServerOptions> {
    return {
      ...(await this.changed()),
      requestCert: this.paths.clientCa !== undefined,
      // Clients without a certificate, or with a foreign one, are accepted as unauthenticated: operators use
      // keys.
      rejectUnauthorized: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    };
  }

  /**
   * Returns new TLS options; undefined if the files are unchanged, even if they were invalid before.
   * @throws StartError naming the invalid file
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
        `server.tls.key: the key in ${key} does not belong to the first certificate in ${cert}.`,
        'Use the key of the certificate, and put the certificate of the service before those of its CAs.',
      );
    }
    if (clientCa !== undefined) certificatesIn('server.tls.client-ca', clientCa, pem.ca!);
  }

  /** Changes whenever a file is written, replaced or gets new permissions. */
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
      'Name a PEM file that the service can read.',
      { cause: error },
    );
  }
}

function certificatesIn(setting: string, path: string, pem: string): X509Certificate[] {
  try {
    const found = (pem.match(CERTIFICATE) ?? []).map((each) => new X509Certificate(each));
    if (found.length > 0) return found;
  } catch {
    // Reported below, with a remedy.
  }
  throw new StartError(
    `${setting}: ${path} must contain only certificates in PEM form.`,
    'Use PEM, which begins with -----BEGIN CERTIFICATE-----; `openssl x509 -inform DER -in FILE` converts DER.',
  );
}

function keyIn(path: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new StartError(
      `server.tls.key: ${path} contains no readable private key: ${(error as Error).message}.`,
      'Use an unencrypted key in PEM form; `openssl pkey -in FILE` asks for the passphrase and converts.',
      { cause: error },
    );
  }
}

/** Anything else that OpenSSL refuses, such as keys that are too short. */
function usable(options: SecureContextOptions, { cert }: Paths): void {
  try {
    createSecureContext(options);
  } catch (error) {
    throw new StartError(
      `server.tls.cert: ${cert} cannot be used: ${(error as Error).message}.`,
      'Use a certificate and a key that OpenSSL accepts for TLS 1.2.',
      { cause: error },
    );
  }
}
