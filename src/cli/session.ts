import { Option, type Command } from 'commander';
import { Client } from './client.js';
import { wrongUsage } from './failure.js';
import { FORMATS, isDocument, type Format } from './formats.js';
import { endOnSignals } from './interrupt.js';
import { Output } from './output.js';
import { connectionOf } from './settings.js';

/** The context of a command. */
export interface Session {
  readonly client: Client;
  readonly out: Output;
}

interface Common {
  server?: string;
  key?: string;
  json?: boolean;
  output?: Format;
}

/** The heading of the options that every such command has; the help prints them last. */
export const COMMON = 'Global options:';

/** Commands that print a list, and what `--json` means to each. */
const LISTS = new WeakMap<Command, 'json' | 'ndjson'>();

/** Adds the options of every command that calls the server. */
export function asksServer(command: Command): Command {
  return command
    .addOption(
      new Option('-s, --server <url>', 'address of the server (http://127.0.0.1:8080)').helpGroup(COMMON),
    )
    .addOption(new Option('-k, --key <key>', 'API key').helpGroup(COMMON))
    .addOption(
      new Option('-o, --output <format>', 'form of the output; wide, csv and name only for lists')
        .choices(FORMATS)
        .helpGroup(COMMON),
    )
    .addOption(
      new Option('--json', 'same as -o json; for `list` and `events` as -o ndjson').helpGroup(COMMON),
    );
}

/** Marks a command that prints a list, which has all forms of output. */
export function printsList(command: Command, json: 'json' | 'ndjson' = 'json'): Command {
  LISTS.set(command, json);
  return command;
}

/** Combines the options of a command and of those above it; the nearest wins. */
export function sessionOf(command: Command): Session {
  endOnSignals();
  const common: Common = {};
  for (let each: Command | null = command; each !== null; each = each.parent) {
    const options = each.opts<Common>();
    // Of a nearer --json and a farther --output the nearer wins.
    if ('json' in common || 'output' in common) delete options.output;
    for (const [name, value] of Object.entries(options))
      if (!(name in common)) Object.assign(common, { [name]: value });
  }
  const out = new Output(formatOf(command, common));
  const connection = connectionOf(common);
  if (connection.hint !== undefined) out.note(connection.hint);
  return { client: new Client(connection), out };
}

function formatOf(command: Command, { json = false, output }: Common): Format {
  const kind = LISTS.get(command);
  if (output === undefined) return json ? (kind ?? 'json') : 'table';
  if (kind === undefined && output !== 'table' && !isDocument(output))
    throw wrongUsage(
      `${command.name()} prints no list, so it has no output ${output}`,
      'Use table, json, ndjson or yaml.',
    );
  return output;
}
