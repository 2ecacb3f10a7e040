import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { EXIT, wrongUsage } from '../failure.js';
import { onInterrupt } from '../interrupt.js';
import type { Session } from '../session.js';
import type { Checked } from './check-rows.js';
import { compareFleet } from './compare.js';
import { decodeFleet } from './decode.js';
import type { Format } from './format.js';
import { startProgress } from './progress.js';
import { readRows } from './read-rows.js';
import { FleetReport } from './report.js';
import type { Rows } from './rows.js';
import { sendFleet, type Tally } from './send.js';

export interface ImportOptions {
  readonly format: Format;
  /** Of a file without a byte order mark; UTF-8 by default. */
  readonly encoding: string | undefined;
  readonly dryRun: boolean;
  /** Sends nothing if any row has a fault, and lets the server register all or none. */
  readonly allOrNothing: boolean;
}

/**
 * Registers all workers of a file, or reports what that would do. Checks the whole file before it sends anything;
 * skips and reports faulty rows, and registers the rest. Idempotent.
 * @param file a path, or `-` for standard input
 */
export async function importFleet(session: Session, file: string, options: ImportOptions): Promise<void> {
  const rows = await rowsOf(file, options);
  // The rules are those of the server, and load its framework, which other commands should not.
  await import('reflect-metadata');
  const { boundsOf, checkRows } = await import('./check-rows.js');
  const checked = checkRows(rows, await boundsOf(session.client));
  const report = new FleetReport(session.out, checked);
  if (checked.faults.length > 0) process.exitCode = EXIT.failed;
  for (const warning of checked.warnings) session.out.writeNote(warning);
  if (options.dryRun) report.dryRun(await compareFleet(session.client, checked.ready));
  else await send(session, checked, report, options.allOrNothing);
}

async function send(
  { client }: Session,
  { ready, faulty }: Checked,
  report: FleetReport,
  allOrNothing: boolean,
): Promise<void> {
  const tally: Tally = { created: 0, known: 0, refused: [], underWay: 0 };
  const progress = await startProgress(ready.length);
  const stopped = (): void => {
    progress.stop();
    const isStopped = allOrNothing && (faulty > 0 || tally.refused.length > 0);
    report.reportRun(
      tally,
      ready.length,
      isStopped ? 'Correct the file and run it again.' : 'Run it again to continue.',
    );
  };
  if (allOrNothing && faulty > 0) return stopped();
  const forget = onInterrupt(stopped);
  try {
    await sendFleet(client, ready, tally, {
      allOrNothing,
      onProgress: (sent) => progress.update(sent),
    });
  } finally {
    forget();
    stopped();
  }
  if (tally.refused.length > 0) process.exitCode = EXIT.failed;
}

/** @throws Failure (usage) if there is no worker in it: an empty fleet is not a success */
async function rowsOf(file: string, { format, encoding }: ImportOptions): Promise<Rows> {
  const name = file === '-' ? 'Standard input' : file;
  const text = decodeFleet(await bytesOf(file), name, encoding);
  if (text.trim() === '') throw wrongUsage(`${name} is empty`, 'At least one worker is required.');
  const read = await readRows(text, format);
  if (read.rows.length === 0 && read.faults.length === 0)
    throw wrongUsage(`${name} contains no workers`, NEEDS[format]);
  return read;
}

const NEEDS: Readonly<Record<Format, string>> = {
  csv: 'Below the line of field names, add a line for each worker.',
  yaml: 'A list of workers is required.',
  json: 'A list of workers is required.',
  ndjson: 'A JSON object on each line is required.',
};

async function bytesOf(file: string): Promise<Buffer> {
  if (file === '-') return buffer(process.stdin);
  try {
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw noFile(file);
    throw wrongUsage(`${file} cannot be read: ${message}`, 'Check its name.');
  }
}

export const noFile = (file: string): Error => wrongUsage(`File ${file} not found`, 'Check its name.');
