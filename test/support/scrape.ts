import { execFile } from 'node:child_process';
import { findPromtool } from './prometheus-binary.js';

/** One scrape: every series with its value, and the names of the metrics. */
export class Scrape {
  private constructor(readonly text: string) {}

  static async of(serverUrl: string): Promise<Scrape> {
    const answer = await fetch(`${serverUrl}/metrics`);
    return new Scrape(await answer.text());
  }

  /** `name{label="value"}`, its labels in the order in which they are written. */
  value(series: string): number | undefined {
    const line = this.text.split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  }

  /** Types by name. */
  get types(): Record<string, string> {
    return Object.fromEntries(
      [...this.text.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name, type]) => [name!, type!]),
    );
  }

  /** What Prometheus' own checker finds wrong with it: should be nothing. */
  async faults(): Promise<string> {
    const { command, env } = await findPromtool();
    return new Promise((resolve, reject) => {
      const child = execFile(command, ['check', 'metrics'], { env }, (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve(stdout + stderr);
      });
      child.stdin!.end(this.text);
    });
  }
}
