import { execFile, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.js';
import { Program } from './programs.js';
import { until } from './waiting.js';

const SOURCE = join(import.meta.dirname, '../eureka/client');
const JS_SOURCE = join(import.meta.dirname, '../eureka/js-client');
const CACHE = join(cacheFolder(), 'eureka-clients');

/** Versions of Spring Boot and Spring Cloud that belong together. */
export const VERSIONS = { 'Boot 3.5': ['3.5.7', '2025.0.0'], 'Boot 4.0': ['4.0.7', '2025.1.4'] } as const;
export type Version = keyof typeof VERSIONS;

/** Whether the machine can build and run them at all. */
const hasJava = ['java', 'mvn'].every(
  (program) => spawnSync(program, ['-version'], { stdio: 'ignore' }).status === 0,
);

/**
 * Builds the client once for each version; packages come from Maven's own cache. Returns undefined, with a message, if the
 * machine lacks Java or Maven, or Maven cannot fetch them.
 */
export async function builtClient(version: Version): Promise<string | undefined> {
  if (!hasJava) {
    process.stderr.write(`Skipped: ${version} needs java and mvn on PATH\n`);
    return undefined;
  }
  const [boot, cloud] = VERSIONS[version];
  const sources = ['pom.xml', 'src/main/java/client/Client.java'].map((file) =>
    readFileSync(join(SOURCE, file)),
  );
  const hash = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 12);
  const target = join(CACHE, `${boot}-${hash}`);
  const jar = join(target, 'client.jar');
  if (existsSync(jar)) return jar;
  const options = ['-q', '-B', `-Dtarget=${target}`, `-Dboot=${boot}`, `-Dcloud=${cloud}`, 'package'];
  try {
    await promisify(execFile)('mvn', options, { cwd: SOURCE });
    return jar;
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (stdout?.includes('Could not') !== true) throw error;
    process.stderr.write(`Skipped: Maven cannot fetch the packages of ${version}\n`);
    return undefined;
  }
}

/** Installs the client for JavaScript; its packages are too old to be among those of the project. */
export async function installedJsClient(): Promise<string | undefined> {
  const hash = createHash('sha256')
    .update(readFileSync(join(JS_SOURCE, 'package-lock.json')))
    .digest('hex');
  const target = join(CACHE, `js-${hash.slice(0, 12)}`);
  cpSync(JS_SOURCE, target, { recursive: true });
  if (existsSync(join(target, 'node_modules/eureka-js-client'))) return target;
  try {
    const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    await promisify(execFile)('npm', options, { cwd: target });
    return target;
  } catch {
    process.stderr.write('Skipped: npm cannot fetch eureka-js-client\n');
    return undefined;
  }
}

/** A running program with an unmodified client of Eureka, which prints what it discovers. */
export class EurekaProgram {
  private constructor(readonly program: Program) {}

  /** @param url of the service, with the credential in it */
  static boot(jar: string, url: string, name: string, address: string): EurekaProgram {
    const options = {
      'spring.application.name': name,
      'spring.main.web-application-type': 'none',
      'spring.main.banner-mode': 'off',
      'logging.level.root': 'warn',
      'eureka.client.service-url.defaultZone': url,
      'eureka.client.registry-fetch-interval-seconds': '1',
      'eureka.client.initial-instance-info-replication-interval-seconds': '0',
      'eureka.client.instance-info-replication-interval-seconds': '1',
      'eureka.instance.instance-id': `${name}:1`,
      'eureka.instance.hostname': address,
      'eureka.instance.ip-address': address,
      'eureka.instance.non-secure-port': '18080',
      'eureka.instance.lease-renewal-interval-in-seconds': '1',
      'eureka.instance.lease-expiration-duration-in-seconds': '5',
    };
    const given = Object.entries(options).map(([key, value]) => `--${key}=${value}`);
    const child = spawn('java', [
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-Xmx160m',
      '-jar',
      jar,
      ...given,
    ]);
    return new EurekaProgram(new Program(child));
  }

  static js(folder: string, url: string, key: string): EurekaProgram {
    const { hostname, port } = new URL(url);
    const child = spawn(process.execPath, ['client.mjs', hostname, port, key], { cwd: folder });
    return new EurekaProgram(new Program(child));
  }

  /** Waits until the client itself knows exactly these: `id=status`. */
  async sees(...expected: readonly string[]): Promise<void> {
    const line = ['SEES', ...expected.toSorted()].join(' ');
    await until(() => {
      if (this.program.hasEnded) throw new Error(`It ended: ${this.program.output}${this.program.errors}`);
      return this.lastSeen === line;
    });
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.program.hasEnded) process.kill(this.program.pid, signal);
  }

  private get lastSeen(): string | undefined {
    return this.program.output
      .split('\n')
      .findLast((line) => line.startsWith('SEES'))
      ?.trim();
  }
}
