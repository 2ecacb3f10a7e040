import 'reflect-metadata';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { serverSettings } from './platform/config/environment.js';
import { StartError } from './platform/errors/start-error.js';
import { readArguments, USAGE } from './server/arguments.js';
import { isSibling, onEndAsked } from './server/sibling.js';
import { startProcesses } from './server/start-processes.js';
import { startServer } from './server/start-server.js';

/** One Ctrl-C comes twice under `npm start`: from the terminal, and a little later from npm, which passes it on. */
const ECHO_MS = 500;
/** How long a stop that is over waits for echoes: one that comes amid the exit would count as the reason of it. */
const LAST_ECHO_MS = 200;

/** Starts the server and stops it in order on the first signal, also amid the start; a second one ends the process at once. */
async function main(): Promise<void> {
  const halt = new AbortController();
  let asked = Infinity;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (performance.now() - asked > ECHO_MS) process.exit(130);
    asked = Math.min(asked, performance.now());
    halt.abort(signal);
  };
  // A closed terminal (SIGHUP) counts too: the PostgreSQL of our own would outlive us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

  const { help, settings: given } = readArguments(process.argv.slice(2));
  if (help) return void process.stdout.write(USAGE);
  onEndAsked((reason) => halt.abort(reason));
  const settings = serverSettings(given);
  const start = settings.server.processes > 1 && !isSibling() ? startProcesses : startServer;
  const server = await start(settings, halt.signal);
  if (!halt.signal.aborted) await once(halt.signal, 'abort');
  const clean = await server.stop(halt.signal.reason as string);
  await pause(LAST_ECHO_MS);
  process.exit(clean ? 0 : 1);
}

main().catch((error: unknown) => {
  const said = error instanceof StartError ? `${error.message}\n${error.remedy}` : (error as Error).stack;
  process.stderr.write(`\nworker-registration cannot start.\n${said}\n`);
  process.exit(1);
});
