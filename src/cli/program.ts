import { Command, Help, type Option } from 'commander';
import { readFileSync } from 'node:fs';
import { visible } from '../agent/visible.js';
import { addAgent } from './commands/agent.js';
import { addAlerts } from './commands/alerts.js';
import { addCapacity } from './commands/capacity.js';
import { addCleanup } from './commands/cleanup.js';
import { addComplete } from './commands/complete.js';
import { addCompletion } from './commands/completion.js';
import { addConfig } from './commands/config.js';
import { addContexts } from './commands/contexts.js';
import { addDemo } from './commands/demo.js';
import { addDiff } from './commands/diff.js';
import { addDelete } from './commands/delete.js';
import { addDeregister } from './commands/deregister.js';
import { addEvents } from './commands/events.js';
import { addGet } from './commands/get.js';
import { addGuards } from './commands/guards.js';
import { addHealth } from './commands/health.js';
import { addImport } from './commands/import.js';
import { addJobs } from './commands/jobs.js';
import { addKeys } from './commands/keys.js';
import { addList } from './commands/list.js';
import { addLogin } from './commands/login.js';
import { addLosses } from './commands/losses.js';
import { addMcp } from './commands/mcp.js';
import { addMigrate } from './commands/migrate.js';
import { addOpen } from './commands/open.js';
import { addOps } from './commands/ops.js';
import { addOrders } from './commands/orders.js';
import { addReconnect } from './commands/reconnect.js';
import { addRegister } from './commands/register.js';
import { addReport } from './commands/report.js';
import { addRevoke } from './commands/revoke.js';
import { addServe } from './commands/serve.js';
import { addSet } from './commands/set.js';
import { addSigningKeys } from './commands/signing-keys.js';
import { addStats } from './commands/stats.js';
import { addTimeline } from './commands/timeline.js';
import { addTokens } from './commands/tokens.js';
import { addWait } from './commands/wait.js';
import { addWatch } from './commands/watch.js';
import { addWhy } from './commands/why.js';
import { asCalled, programName } from './program-name.js';
import { asksServer, COMMON } from './session.js';
import { addWarnings } from './commands/warnings.js';

const HELP = `
Server and key: --server and --key, else --context, else WORKER_REGISTRATION_SERVER and WORKER_REGISTRATION_KEY, else the
current context of \`worker-registration login\`, else http://127.0.0.1:8080 without a key. \`worker-registration config\`
shows which applies.

Exit codes: 0 success, 1 refused or failed, 2 wrong usage, 3 server unreachable, 4 not allowed.`;

/** The groups of the help text, with their commands in order. */
const GROUPS: Readonly<Record<string, readonly ((program: Command) => void)[]>> = {
  'Workers:': [addList, addGet, addWhy, addHealth, addTimeline, addDiff, addStats, addRegister, addImport],
  'Orders:': [addOrders, addSet, addOps, addWait, addDeregister, addDelete, addLosses, addReconnect, addJobs],
  'Fleet:': [
    addWatch,
    addOpen,
    addCapacity,
    addReport,
    addWarnings,
    addAlerts,
    addGuards,
    addCleanup,
    addEvents,
  ],
  'Access:': [addKeys, addTokens, addSigningKeys, addRevoke],
  'Service:': [addServe, addMigrate, addAgent, addMcp, addDemo],
  'This program:': [addLogin, addContexts, addConfig, addCompletion, addComplete],
};

/** Creates the program with all commands, in the order of the help text. Each file of commands/ adds its own. */
export function createProgram(): Command {
  const program = new Command(programName())
    .description('Runs the worker registration service, or calls one.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => void process.stdout.write(asCalled(text)),
      outputError: (text, write) => write(oneLine(text)),
    })
    .configureHelp({ groupItems: ownOptionsFirst })
    .exitOverride()
    .addHelpText('after', HELP);
  asksServer(program);
  for (const [heading, group] of Object.entries(GROUPS)) {
    program.commandsGroup(heading);
    for (const add of group) add(program);
  }
  return program.helpCommand('help [command]', 'print the help of a command');
}

/** Puts the options that every command has after those of the command itself. */
function ownOptionsFirst<Item extends Command | Option>(
  this: Help,
  ...items: Parameters<typeof Help.prototype.groupItems<Item>>
): Map<string, Item[]> {
  const groups = Help.prototype.groupItems.apply(this, items as never) as Map<string, Item[]>;
  const common = groups.get(COMMON);
  if (common === undefined) return groups;
  groups.delete(COMMON);
  return groups.set(COMMON, common);
}

/** Formats errors of the command line like all others. */
const oneLine = (text: string): string =>
  `${programName()}: ${visible(
    text
      .replace(/^error: /, '')
      .trim()
      .replaceAll('\n', ' '),
  )} (see --help)\n`;

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
