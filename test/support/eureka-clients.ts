import { execFile, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.js';
import { Program } from './programs.js';
import { until } from './waiting.js';

const SOURCES = join(import.meta.dirname, '../eureka');
const JS_SOURCE = join(import.meta.dirname, '../eureka/js-client');
const CACHE = join(cacheFolder(), 'eureka-clients');

/** Versions of Spring Boot and Spring Cloud that belong together. */
export const VERSIONS = { 'Boot 3.5': ['3.5.7', '2025.0.0'], 'Boot 4.0': ['4.0.7', '2025.1.4'] } as const;
export type Version = keyof typeof VERSIONS;

/** Whether the machine can build and run them at all. */
const hasJava = ['java', 'mvn'].every(
  (program) => spawnSync(program, ['-version'], { stdio: 'ignore' }).status === 0,
);

/** Programs in test/eureka. */
const PROGRAMS = {
  client: 'src/main/java/client/Client.java',
  server: 'src/main/java/server/Server.java',
} as const;

export const builtClient = (version: Version): Promise<string | undefined> => built('client', version);
export const builtServer = (): Promise<string | undefined> => built('server', 'Boot 3.5');

/**
 * Builds a program once for each version; packages come from Maven's own cache. Returns undefined, with a message, if the
 * machine lacks Java or Maven, or Maven cannot fetch them.
 */
async function built(name: keyof typeof PROGRAMS, version: Version): Promise<string | undefined> {
  if (!hasJava) {
    process.stderr.write(`Skipped: ${version} needs java and mvn on PATH\n`);
    return undefined;
  }
  const [boot, cloud] = VERSIONS[version];
  const folder = join(SOURCES, name);
  const sources = ['pom.xml', PROGRAMS[name]].map((file) => readFileSync(join(folder, file)));
  const hash = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 12);
  const target = join(CACHE, `${boot}-${hash}`);
  const jar = join(target, `${name}.jar`);
  if (existsSync(jar)) return jar;
  const options = ['-q', '-B', `-Dtarget=${target}`, `-Dboot=${boot}`, `-Dcloud=${cloud}`, 'package'];
  try {
    await promisify(execFile)('mvn', options, { cwd: folder });
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

/** Starts an unmodified server of Eureka on that port, with another one as its peer. */
export const startEurekaServer = (jar: string, port: number, peerUrl: string): Program =>
  startJava(jar, {
    'spring.application.name': 'eureka',
    'spring.main.banner-mode': 'off',
    'logging.level.root': 'error',
    'server.address': '127.0.0.1',
    'server.port': String(port),
    'eureka.instance.hostname': '127.0.0.1',
    'eureka.instance.lease-renewal-interval-in-seconds': '1',
    'eureka.client.service-url.defaultZone': peerUrl,
    // Both have the same host name, by which they would recognise themselves.
    'eureka.server.my-url': `http://127.0.0.1:${port}/eureka/`,
    // What it knows is visible at once, and what it is not told expires at once.
    'eureka.server.use-read-only-response-cache': 'false',
    'eureka.server.response-cache-update-interval-ms': '100',
    'eureka.server.enable-self-preservation': 'false',
    'eureka.server.eviction-interval-timer-in-ms': '1000',
    'eureka.server.wait-time-in-ms-when-sync-empty': '0',
    'eureka.server.registry-sync-retries': '0',
  });

function startJava(jar: string, properties: Readonly<Record<string, string>>): Program {
  const given = Object.entries(properties).map(([key, value]) => `--${key}=${value}`);
  const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx200m'];
  return new Program(spawn('java', [...flags, '-jar', jar, ...given]));
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
    return new EurekaProgram(startJava(jar, options));
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

  /** What the client knew at some time that lacks one of these, after it knew all of them. */
  lacked(...ids: readonly string[]): string[] {
    const lines = this.program.output.split('\n').filter((line) => line.startsWith('SEES'));
    const lacks = (line: string): boolean => ids.some((id) => !line.includes(` ${id}=UP`));
    return lines.slice(lines.findIndex((line) => !lacks(line))).filter(lacks);
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
