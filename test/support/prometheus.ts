import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findPrometheus } from './prometheus-binary.js';
import { freePort, statusOf, until } from './waiting.js';

/** A Prometheus of its own, on a free port, with its data in a temporary folder. */
export class Prometheus {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly url: string,
  ) {}

  /** @param files are stored beside its configuration, such as the rules that it names */
  static async start(config: object, files: readonly string[] = []): Promise<Prometheus> {
    const { command, env } = await findPrometheus();
    const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
    for (const file of files) await cp(file, join(folder, file.slice(file.lastIndexOf('/') + 1)));
    await writeFile(join(folder, 'prometheus.yml'), stringify(config));
    const address = `127.0.0.1:${await freePort()}`;
    const options = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ];
    const child = spawn(command, options, { env, cwd: folder, stdio: 'ignore' });
    const prometheus = new Prometheus(child, folder, `http://${address}`);
    await until(async () => (await statusOf(`http://${address}/-/ready`)) === 200);
    return prometheus;
  }

  /** The value of an expression; undefined if there is none, or more than one. */
  async value(expression: string): Promise<number | undefined> {
    const { result } = await this.ask<{ result: { value: [number, string] }[] }>(
      `query?query=${encodeURIComponent(expression)}`,
    );
    return result.length === 1 ? Number(result[0]!.value[1]) : undefined;
  }

  async targets(job: string): Promise<{ scrapeUrl: string; labels: Record<string, string> }[]> {
    type Target = { scrapeUrl: string; labels: Record<string, string> };
    const { activeTargets } = await this.ask<{ activeTargets: Target[] }>('targets?state=active');
    return activeTargets.filter(({ labels }) => labels['job'] === job);
  }

  /** The names of its alerts, and their states. */
  async alerts(): Promise<{ name: string; health: string }[]> {
    type Rule = { name: string; health: string };
    const { groups } = await this.ask<{ groups: { rules: Rule[] }[] }>('rules?type=alert');
    return groups.flatMap(({ rules }) => rules);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ask<Data>(path: string): Promise<Data> {
    const answer = await fetch(`${this.url}/api/v1/${path}`);
    return ((await answer.json()) as { data: Data }).data;
  }
}
