import { DCLinter } from 'dclint';
import { validate } from 'dockerfile-utils';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { parse } from 'yaml';
import { TestAuthority } from '../support/certificates.js';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

/** `registry/name:18` or `name:18-slim`: a major version at least, so that a rebuild uses no other one. */
const PINNED = /^[a-z0-9./-]+:\d+[\w.-]*$/;

describe('Dockerfile', () => {
  const instructions = parseDockerfile(read('Dockerfile'));
  const stages = stagesOf(instructions);
  const image = stages.at(-1) ?? [];
  const argumentsOf = (keyword: string, of = image) =>
    of.filter((instruction) => instruction.keyword === keyword).map((instruction) => instruction.text);

  it('starts from images of a pinned version and copies only from its own stages', () => {
    const bases = argumentsOf('FROM', instructions);
    const names = bases.map((text) => / AS (\S+)$/.exec(text)?.[1]);
    for (const text of bases) expect(text.split(' ')[0]).toMatch(PINNED);
    const sources = argumentsOf('COPY', instructions).flatMap((text) => /--from=(\S+)/.exec(text)?.[1] ?? []);
    expect(names).toEqual(expect.arrayContaining(sources));
  });

  it('copies only existing files from the checkout', () => {
    const own = argumentsOf('COPY', instructions).filter((text) => !text.startsWith('--from='));
    const missing = own
      .flatMap((text) => text.split(' ').slice(0, -1))
      .filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  });

  it('runs as an ordinary user that owns none of the files', () => {
    expect(argumentsOf('USER')).toEqual(['node']);
    const afterUser = image.slice(image.findIndex(({ keyword }) => keyword === 'USER'));
    expect(afterUser.map(({ keyword }) => keyword)).not.toEqual(expect.arrayContaining(['RUN']));
    expect(argumentsOf('COPY').join('\n')).not.toContain('--chown');
  });

  it('starts the service without a shell, so that SIGTERM reaches it', () => {
    expect(argumentsOf('CMD').map((text) => JSON.parse(text) as unknown)).toEqual([['node', 'dist/main.js']]);
    expect(argumentsOf('ENTRYPOINT')).toEqual([]);
  });

  it('is healthy while /livez answers with success', async () => {
    const [check = ''] = argumentsOf('HEALTHCHECK');
    const [command = '', ...args] = JSON.parse(check.slice(check.indexOf('['))) as string[];
    const exitCode = async (port: number, env: Record<string, string> = {}) => {
      const probe = spawn(command, args, {
        env: { ...process.env, SERVER_PORT: `${port}`, ...env },
        stdio: 'ignore',
      });
      const [code] = (await once(probe, 'exit')) as [number];
      return code;
    };
    let status = 200;
    const asked: unknown[] = [];
    const answer: RequestListener = (request, response) => {
      asked.push(request.url);
      response.writeHead(status).end();
    };
    const server = createServer(answer);
    const port = await listen(server);

    expect(await exitCode(port)).toBe(0);
    status = 503;
    expect(await exitCode(port)).toBe(1);
    expect(asked).toEqual(['/livez', '/livez']);

    server.close();
    await once(server, 'close');
    expect(await exitCode(port)).toBe(1);

    const issued = await (await TestAuthority.create()).issue('CN=workers.example.org');
    const secure = createSecureServer(issued, answer);
    status = 200;
    expect(await exitCode(await listen(secure), { SERVER_TLS_CERT: '/run/cert.pem' })).toBe(0);
    secure.close();
  });

  it('installs from the lock file, and for the image neither development packages nor the embedded PostgreSQL', () => {
    const commands = argumentsOf('RUN', instructions);
    expect(commands).toEqual(['npm ci', 'npm run build', 'npm ci --omit=dev --omit=optional']);
  });

  it('listens to other containers but does not itself allow the open mode', () => {
    const environment = argumentsOf('ENV').join(' ');
    expect(environment).toContain('NODE_ENV=production');
    expect(environment).toContain('SERVER_HOST=0.0.0.0');
    expect(environment).not.toContain('AUTH_ALLOW_OPEN_NETWORK');
    expect(argumentsOf('EXPOSE')).toEqual(['8080']);
  });

  it('uses no ADD, which fetches and unpacks implicitly', () => {
    expect(argumentsOf('ADD', instructions)).toEqual([]);
  });

  it('excludes secrets, data and build results from the build context', () => {
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.git', '.env*', 'data', 'dist', 'node_modules']));
  });
});

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml')) as Compose;
  const services = Object.entries(compose.services);
  const pulled = services.filter(([, service]) => service.build === undefined);

  it('builds only the service from the Dockerfile', () => {
    const built = services.filter(([, service]) => service.build !== undefined);
    expect(built).toEqual([['worker-registration', expect.objectContaining({ build: '.' })]]);
  });

  it.each(pulled)('%s comes from an image of a pinned version', (_name, service) => {
    expect(service.image).toMatch(PINNED);
  });

  // The service itself uses the health check of its Dockerfile.
  it.each(pulled)('%s has a health check', (_name, service) => {
    expect(service.healthcheck?.test[0]).toMatch(/^CMD/);
  });

  it.each(services)('%s waits until what it depends on is healthy', (_name, service) => {
    expect(Array.isArray(service.depends_on)).toBe(false);
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(Object.keys(compose.services)).toContain(other);
      expect(condition).toBe('service_healthy');
    }
  });

  it.each(services)('%s restarts by itself, has time to stop and gains no privileges', (_name, service) => {
    expect(service.restart).toBe('unless-stopped');
    expect(service.stop_grace_period).toMatch(/^\d+(s|m)$/);
    expect(service.security_opt).toContain('no-new-privileges:true');
  });

  it('lets the service be scaled: no fixed name and a range of host ports', () => {
    const service = serviceNamed(compose, 'worker-registration');
    expect(service.container_name).toBeUndefined();
    expect(service.ports).toHaveLength(1);
    expect(service.ports?.[0]).toMatch(/\d+-\d+\}?:8080$/);
  });

  it('allows no host name that a web page could use to reach the open mode', () => {
    const { SERVER_ALLOWED_HOSTS } = serviceNamed(compose, 'worker-registration').environment ?? {};
    expect(SERVER_ALLOWED_HOSTS).toBe('${SERVER_ALLOWED_HOSTS:-worker-registration}');
  });

  it('publishes ports on this machine only, because the open mode requires no token', () => {
    expect(serviceNamed(compose, 'worker-registration').environment?.AUTH_ALLOW_OPEN_NETWORK).toBe('true');
    for (const port of services.flatMap(([, service]) => service.ports ?? [])) {
      expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it.each(services)(
    '%s runs with a read-only file system and no capability that it could do without',
    (name, service) => {
      expect(service.read_only).toBe(true);
      expect(service.cap_drop).toEqual(['ALL']);
      const needed = name === 'worker-registration' ? [] : ['CHOWN', 'SETGID', 'SETUID'];
      expect(service.cap_add ?? []).toEqual(
        name === 'postgres' ? ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] : needed,
      );
    },
  );

  it('keeps the data of PostgreSQL in a volume where version 18 of the image looks for it', () => {
    expect(serviceNamed(compose, 'postgres').volumes).toEqual(['postgres-data:/var/lib/postgresql']);
    expect(Object.keys(compose.volumes)).toEqual(['postgres-data']);
  });

  it('takes passwords from the environment, the same for a server and its client', () => {
    const { DATABASE_URL, REDIS_URL } = serviceNamed(compose, 'worker-registration').environment ?? {};
    const database = serviceNamed(compose, 'postgres').environment?.POSTGRES_PASSWORD;
    const redis = serviceNamed(compose, 'redis').command?.at(-1);
    expect(database).toMatch(/^\$\{POSTGRES_PASSWORD:-\w+\}$/);
    expect(redis).toMatch(/^\$\{REDIS_PASSWORD:-\w+\}$/);
    expect(DATABASE_URL).toContain(`:${database}@postgres:5432/`);
    expect(REDIS_URL).toBe(`redis://:${redis}@redis:6379`);
  });
});

interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, unknown>;
}

interface Service {
  readonly build?: string;
  readonly image?: string;
  readonly container_name?: string;
  readonly command?: string[];
  readonly environment?: Record<string, string>;
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly depends_on?: Record<string, { condition?: string }>;
  readonly healthcheck?: { test: string[] };
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly cap_add?: string[];
  readonly security_opt?: string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
}

function serviceNamed(compose: Compose, name: string): Service {
  const service = compose.services[name];
  if (!service) throw new Error(`There is no service ${name} in docker-compose.yml.`);
  return service;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

interface Instruction {
  readonly keyword: string;
  readonly text: string;
}

function parseDockerfile(source: string): Instruction[] {
  const lines = source.split('\n').filter((line) => !line.startsWith('#'));
  const joined = lines.join('\n').replace(/\\\n\s*/g, ' ');
  return joined.split('\n').filter(Boolean).map(parseInstruction);
}

function parseInstruction(line: string): Instruction {
  const [keyword = '', ...rest] = line.split(' ');
  return { keyword, text: rest.join(' ').replace(/ {2,}/g, ' ').trim() };
}

function stagesOf(instructions: Instruction[]): Instruction[][] {
  const stages: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

describe('Standard linters', () => {
  it('find nothing in docker-compose.yml', () => {
    const rules = { 'service-keys-order': 0, 'services-alphabetical-order': 0 } as const;
    const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
    const results = linter.lintFiles(['docker-compose.yml'], false) as { messages: unknown[] }[];
    expect(results.flatMap(({ messages }) => messages)).toEqual([]);
  });

  it('find nothing in the Dockerfile', () => {
    expect(validate(readFileSync('Dockerfile', 'utf8'), {})).toEqual([]);
  });
});
