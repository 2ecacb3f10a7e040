import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

const DAY_MS = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export type AlternativeName = x509.JsonGeneralName;
/** A text such as `CN=worker-1`, or names that a text cannot express. */
export type Subject = string | x509.JsonName;

/** A certificate and its private key, in PEM form. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** A CA for tests, which certifies anything. */
export class TestAuthority {
  private serial = 1;

  private constructor(
    private readonly name: string,
    private readonly keys: webcrypto.CryptoKeyPair,
    /** Its own certificate in PEM form. */
    readonly cert: string,
  ) {}

  static async create(name = 'CN=Test CA'): Promise<TestAuthority> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      ...VALIDITY,
      serialNumber: '01',
      name,
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestAuthority(name, keys, certificate.toString('pem'));
  }

  async issue(subject: Subject, names: readonly AlternativeName[] = []): Promise<Issued> {
    const keys = await newKeys();
    this.serial += 1;
    const certificate = await x509.X509CertificateGenerator.create({
      ...VALIDITY,
      serialNumber: this.serial.toString(16).padStart(2, '0'),
      subject,
      issuer: this.name,
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension([...names])],
    });
    const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    return {
      cert: certificate.toString('pem'),
      key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    };
  }

  /** For a server on this machine. */
  issueForServer(): Promise<Issued> {
    return this.issue('CN=worker-registration', [
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
    ]);
  }
}

/** PEM files in a folder of their own, written as in a rotation. */
export class PemFolder {
  private constructor(readonly path: string) {}

  static async create(): Promise<PemFolder> {
    return new PemFolder(await mkdtemp(join(tmpdir(), 'tls-')));
  }

  /** @returns the path of the file */
  async write(name: string, pem: string): Promise<string> {
    const file = join(this.path, name);
    await writeFile(file, pem, { mode: 0o600 });
    return file;
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

const VALIDITY = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) };
