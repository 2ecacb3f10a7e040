import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { visible } from '../agent/visible.js';
import { addAgent } from './commands/agent.js';
import { addAlerts } from './commands/alerts.js';
import { addCleanup } from './commands/cleanup.js';
import { addCompletion } from './commands/completion.js';
import { addDemo } from './commands/demo.js';
import { addDelete } from './commands/delete.js';
import { addDeregister } from './commands/deregister.js';
import { addEvents } from './commands/events.js';
import { addGet } from './commands/get.js';
import { addGuards } from './commands/guards.js';
import { addHealth } from './commands/health.js';
import { addImport } from './commands/import.js';
import { addKeys } from './commands/keys.js';
import { addList } from './commands/list.js';
import { addLosses } from './commands/losses.js';
import { addMigrate } from './commands/migrate.js';
import { addOrders } from './commands/orders.js';
import { addReconnect } from './commands/reconnect.js';
import { addRegister } from './commands/register.js';
import { addRevoke } from './commands/revoke.js';
import { addServe } from './commands/serve.js';
import { addSigningKeys } from './commands/signing-keys.js';
import { addStats } from './commands/stats.js';
import { addTimeline } from './commands/timeline.js';
import { addTokens } from './commands/tokens.js';
import { addWatch } from './commands/watch.js';
import { asksServer } from './session.js';

const HELP = `
Server and key: --server and --key, else WORKER_REGISTRATION_SERVER and WORKER_REGISTRATION_KEY, else
~/.config/worker-registration/config.yaml (server: …, key: …), else http://127.0.0.1:8080 without a key.

Exit codes: 0 success, 1 refused or failed, 2 invalid usage, 3 server unreachable, 4 not allowed.`;

/** Creates the program with all commands, in the order of the help text. Each file of commands/ adds its own. */
export function createProgram(): Command {
  const program = new Command('worker-registration')
    .description('Runs the worker registration service, or calls one.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .enablePositionalOptions()
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
    .exitOverride()
    .addHelpText('after', HELP);
  asksServer(program);
  for (const add of [
    addServe,
    addMigrate,
    addAgent,
    addList,
    addGet,
    addTimeline,
    addStats,
    addHealth,
    addWatch,
    addRegister,
    addImport,
    addOrders,
    addDeregister,
    addDelete,
    addLosses,
    addRevoke,
    addReconnect,
    addCleanup,
    addGuards,
    addEvents,
    addAlerts,
    addKeys,
    addTokens,
    addSigningKeys,
    addDemo,
    addCompletion,
  ])
    add(program);
  return program;
}

/** Formats errors of the command line like all others. */
const oneLine = (text: string): string =>
  `worker-registration: ${visible(
    text
      .replace(/^error: /, '')
      .trim()
      .replaceAll('\n', ' '),
  )} (see --help)\n`;

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
