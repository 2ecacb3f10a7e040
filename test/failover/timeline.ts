import type { ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';

const FILE = process.env.FAILOVER_LOG;

/** Adds a line with the time to the file that FAILOVER_LOG names. */
export function note(source: string, text: string): void {
  if (FILE === undefined) return;
  const time = new Date().toISOString().slice(11, 23);
  for (const line of text.split('\n')) if (line !== '') appendFileSync(FILE, `${time} ${source} ${line}\n`);
}

/** Notes whatever the process writes. */
export function follow(source: string, child: ChildProcess): ChildProcess {
  child.stdout!.on('data', (chunk: Buffer) => note(source, chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => note(source, chunk.toString()));
  return child;
}
