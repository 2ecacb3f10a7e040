import { validate } from 'dockerfile-utils';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { TestAuthority } from '../support/certificates.js';
import { PINNED_IMAGE } from '../support/pinned-image.js';

const root = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

describe('Dockerfile', () => {
  const instructions = parseDockerfile(read('Dockerfile'));
  const stages = stagesOf(instructions);
  const image = stages.at(-1) ?? [];
  const argumentsOf = (keyword: string, of = image) =>
    of.filter((instruction) => instruction.keyword === keyword).map((instruction) => instruction.text);

  it('starts from images of a pinned version and copies only from its own stages', () => {
    const bases = argumentsOf('FROM', instructions);
    const names = bases.map((text) => / AS (\S+)$/.exec(text)?.[1]);
    for (const text of bases) expect(text.split(' ')[0]).toMatch(PINNED_IMAGE);
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

  it('has no finding of the standard linter', () => {
    expect(validate(read('Dockerfile'), {})).toEqual([]);
  });
});

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
