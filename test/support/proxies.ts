import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, type Binary, type Wanted } from './debian-program.js';
import { Program } from './programs.js';
import { freePort, statusOf, until } from './waiting.js';

interface Kind extends Wanted {
  readonly args: (file: string, folder: string) => string[];
  readonly config: (port: number, target: string) => string;
}

/** With the settings that docs/sessions.md names. */
const KINDS = {
  nginx: {
    names: ['nginx'],
    packages: [['nginx']],
    folder: 'usr/sbin',
    versionFlag: '-v',
    remedy: 'Install it (Debian, Ubuntu: apt-get install nginx; macOS: brew install nginx).',
    args: (file, folder) => ['-p', folder, '-e', 'stderr', '-c', file],
    config: (port, target) => `daemon off;
      master_process off;
      pid nginx.pid;
      events {}
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${each};`).join(' ')}
        map $http_upgrade $connection_upgrade { default upgrade; '' close; }
        server {
          listen 127.0.0.1:${port};
          location / {
            proxy_pass http://${target};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_read_timeout 20s;
          }
        }
      }`,
  },
  HAProxy: {
    names: ['haproxy'],
    packages: [['haproxy']],
    folder: 'usr/sbin',
    versionFlag: '-v',
    remedy: 'Install it (Debian, Ubuntu: apt-get install haproxy; macOS: brew install haproxy).',
    args: (file) => ['-db', '-f', file],
    config: (port, target) => `defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
listen service
  bind 127.0.0.1:${port}
  server only ${target}
`,
  },
} satisfies Record<string, Kind>;

export type ProxyKind = keyof typeof KINDS;
export const PROXIES = Object.keys(KINDS) as ProxyKind[];

/** A proxy of its own in front of a service, on a free port. */
export class Proxy {
  private constructor(
    private readonly program: Program,
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** Returns undefined where the program cannot be had, and reports why. */
  static async start(name: ProxyKind, service: string): Promise<Proxy | undefined> {
    const kind: Kind = KINDS[name];
    const binary = await findProgram(kind).catch((error: Error) => {
      console.warn(`Skipped: ${error.message}`);
      return undefined;
    });
    return binary && Proxy.run(kind, binary, service);
  }

  private static async run(kind: Kind, { command, env }: Binary, service: string): Promise<Proxy> {
    const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
    const [port, file] = [await freePort(), join(folder, 'proxy.conf')];
    await writeFile(file, kind.config(port, new URL(service).host));
    const child = spawn(command, kind.args(file, folder), { env, cwd: folder });
    const proxy = new Proxy(new Program(child), folder, `http://127.0.0.1:${port}`);
    await until(async () => (await statusOf(`${proxy.url}/livez`)) === 200);
    return proxy;
  }

  async stop(): Promise<void> {
    await this.program.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
