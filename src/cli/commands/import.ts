import type { Command } from 'commander';
import { wrongUsage } from '../failure.js';
import { FORMATS, formatOf, type Format } from '../fleet/format.js';
import { importFleet } from '../fleet/import-fleet.js';
import { asksServer, sessionOf } from '../session.js';

/** The options that say how to read a file. */
export interface FileOptions {
  format?: string;
  encoding?: string;
  dryRun?: boolean;
  allOrNothing?: boolean;
}

export function addImport(program: Command): void {
  fileOptions(asksServer(program.command('import').summary('register a fleet from a file')))
    .description(
      `Registers all workers of a file: ${FORMATS.join(', ')}, optionally compressed with gzip. New workers are INACTIVE until
they send a heartbeat; for running workers only the description changes.`,
    )
    .argument('<file|->', 'a file, or - for standard input')
    .addHelpText(
      'after',
      `
Examples:
  worker-registration import fleet.yaml --dry-run
  worker-registration import fleet.csv --encoding windows-1252
  make-fleet | worker-registration import - --format ndjson --json`,
    )
    .action((file: string, options: FileOptions, command: Command) => importFile(file, options, command));
}

export const fileOptions = (command: Command): Command =>
  command
    .option('--format <format>', `${FORMATS.join(', ')}; by default from the extension of the file`)
    .option('--encoding <encoding>', 'encoding of a file that is not UTF-8, such as windows-1252')
    .option('--dry-run', 'only report what would be new, changed and unchanged, and every fault')
    .option(
      '--all-or-nothing',
      'send nothing unless every row is correct, and stop if the server refuses one',
    );

export const isFileOption = (name: string): name is keyof FileOptions =>
  name === 'format' || name === 'encoding' || name === 'dryRun' || name === 'allOrNothing';

export function importFile(file: string, options: FileOptions, command: Command): Promise<void> {
  const { format, encoding, dryRun = false, allOrNothing = false } = options;
  const reading = { format: chosenFormat(file, format), encoding };
  return importFleet(sessionOf(command), file, { ...reading, dryRun, allOrNothing });
}

function chosenFormat(file: string, given: string | undefined): Format {
  const format = given ?? formatOf(file);
  const known = FORMATS.find((each) => each === format);
  if (known !== undefined) return known;
  const message =
    given === undefined
      ? `The format of ${file === '-' ? 'standard input' : file} is unknown`
      : `Unknown format ${given}`;
  throw wrongUsage(message, `Set --format: ${FORMATS.join(', ')}.`);
}
