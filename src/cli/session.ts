import { Option, type Command } from 'commander';
import { Client } from './client.js';
import { wrongUsage } from './failure.js';
import { FORMATS, isDocument, REPORT_FORMATS, type Format } from './formats.js';
import { endOnSignals } from './interrupt.js';
import { Output } from './output.js';
import { connectionOf, type Connection } from './settings.js';

/** The context of a command. */
export interface Session {
  readonly client: Client;
  readonly connection: Connection;
  readonly out: Output;
}

interface Common {
  server?: string;
  key?: string;
  context?: string;
  json?: boolean;
  output?: Format;
}

/** The heading of the options that every such command has; the help prints them last. */
export const COMMON = 'Global options:';

/** Commands that print a list, and what `--json` means to each. */
const LISTS = new WeakMap<Command, 'json' | 'ndjson'>();

const REPORTS = new WeakSet<Command>();

/** Adds the options of every command that calls the server. */
export function asksServer(command: Command): Command {
  command
    .addOption(
      new Option('-s, --server <url>', 'address of the server (http://127.0.0.1:8080)').helpGroup(COMMON),
    )
    .addOption(new Option('-k, --key <key>', 'API key').helpGroup(COMMON))
    .addOption(new Option('--context <name>', 'server and key of this context').helpGroup(COMMON));
  return asksOutput(command);
}

/** Adds the options of every command that prints something. */
export const asksOutput = (command: Command): Command =>
  command
    .addOption(
      new Option('-o, --output <format>', 'form of the output; wide, csv and name only for lists')
        .choices(FORMATS)
        .helpGroup(COMMON),
    )
    .addOption(
      new Option('--json', 'same as -o json; for `list` and `events` as -o ndjson').helpGroup(COMMON),
    );

/** Marks a command that prints a list, which has all forms of output. */
export function printsList(command: Command, json: 'json' | 'ndjson' = 'json'): Command {
  LISTS.set(command, json);
  return command;
}

/** Gives a command that prints a report the forms of output that reports have. */
export function printsReport(command: Command): Command {
  REPORTS.add(command);
  command.options.find(({ long }) => long === '--output')!.choices(REPORT_FORMATS).description =
    'form of the output';
  return command;
}

/** Returns server, credential and output of a command. */
export function sessionOf(command: Command): Session {
  const out = outputOf(command);
  const connection = connectionOf(commonOf(command));
  if (connection.hint !== undefined) out.writeNote(connection.hint);
  return { client: new Client(connection), connection, out };
}

/** Returns the output of a command that calls no server. */
export function outputOf(command: Command): Output {
  endOnSignals();
  return new Output(formatOf(command, commonOf(command)));
}

/** Options that decide the same; the nearest of them wins. */
const ALTERNATIVES = [
  ['server', 'context'],
  ['json', 'output'],
] as const;

/** Combines the options of a command and of those above it; the nearest wins. */
function commonOf(command: Command): Common {
  const common: Common = {};
  for (let each: Command | null = command; each !== null; each = each.parent) {
    const options = { ...each.opts<Common>() };
    for (const names of ALTERNATIVES)
      if (names.some((name) => name in common)) for (const name of names) delete options[name];
    for (const [name, value] of Object.entries(options))
      if (!(name in common)) Object.assign(common, { [name]: value });
  }
  return common;
}

function formatOf(command: Command, { json = false, output }: Common): Format {
  const kind = LISTS.get(command);
  if (output === undefined) return json ? (kind ?? 'json') : 'table';
  if (REPORTS.has(command)) return output;
  if (kind === undefined && output !== 'table' && !isDocument(output))
    throw wrongUsage(
      `${command.name()} prints no list, so it has no output ${output}`,
      'Use table, json, ndjson or yaml.',
    );
  return output;
}
