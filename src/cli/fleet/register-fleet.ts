import { readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import { EXIT, wrongUsage } from '../failure.js';
import { onInterrupt } from '../interrupt.js';
import { plain } from '../output.js';
import type { Session } from '../session.js';
import type { Checked } from './check-rows.js';
import { compareFleet } from './compare.js';
import type { Format } from './format.js';
import { startProgress } from './progress.js';
import { readRows } from './read-rows.js';
import { FleetReport } from './report.js';
import { sendFleet, type Tally } from './send.js';

/**
 * Registers all workers of a file, or tells what that would do. The whole file is checked before anything is sent; what does
 * not fit is left out and told, the rest goes in. Repeated, it ends with the same.
 * @param file a path, or `-` for standard input
 */
export async function registerFleet(
  session: Session,
  file: string,
  format: Format,
  dryRun: boolean,
): Promise<void> {
  const text = await textOf(file);
  // The rules are those of the server, and come with its framework: other commands do not wait for that.
  await import('reflect-metadata');
  const { boundsOf, checkRows } = await import('./check-rows.js');
  const settings = await boundsOf(session.client);
  const checked = checkRows(await readRows(text, format), settings);
  const report = new FleetReport(session.out, checked);
  if (checked.faults.length > 0) process.exitCode = EXIT.failed;
  for (const warning of checked.warnings) session.out.note(plain(warning));
  if (dryRun) report.dryRun(await compareFleet(session.client, checked.ready));
  else await send(session, checked, report);
}

async function send({ client }: Session, { ready }: Checked, report: FleetReport): Promise<void> {
  const tally: Tally = { created: 0, known: 0, refused: [], underWay: 0 };
  const progress = await startProgress(ready.length);
  const stopped = (): void => {
    progress.stop();
    report.run(tally, ready.length);
  };
  const forget = onInterrupt(stopped);
  try {
    await sendFleet(client, ready, tally, (sent) => progress.update(sent));
  } finally {
    forget();
    stopped();
  }
  if (tally.refused.length > 0) process.exitCode = EXIT.failed;
}

async function textOf(file: string): Promise<string> {
  if (file === '-') return readAll(process.stdin);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw wrongUsage(`There is no file ${plain(file)}`, 'Check its name.');
    throw wrongUsage(`${plain(file)} cannot be read: ${message}`, 'Check its name.');
  }
}
