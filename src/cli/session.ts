import { Option, type Command } from 'commander';
import { Client } from './client.js';
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
}

/** Adds the options of every command that calls the server. */
export function asksServer(command: Command): Command {
  return command
    .addOption(
      new Option('-s, --server <url>', 'address of the server (http://127.0.0.1:8080)').helpGroup(COMMON),
    )
    .addOption(new Option('-k, --key <key>', 'API key').helpGroup(COMMON))
    .addOption(new Option('--json', 'print JSON for scripts').helpGroup(COMMON));
}

const COMMON = 'Options of every command:';

/** Combines the options of a command and of those above it; the nearest wins. */
export function sessionOf(command: Command): Session {
  endOnSignals();
  const common: Common = {};
  for (let each: Command | null = command; each !== null; each = each.parent)
    for (const [name, value] of Object.entries(each.opts<Common>()))
      if (!(name in common)) Object.assign(common, { [name]: value });
  const connection = connectionOf(common);
  const out = new Output(common.json ?? false);
  if (connection.hint !== undefined) out.note(connection.hint);
  return { client: new Client(connection), out };
}
