import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { serverSettings } from '../platform/config/environment.js';
import type { GivenSettings } from '../platform/config/load-settings.js';
import { StartError } from '../platform/errors/start-error.js';
import { isSibling, onEndAsked } from './sibling.js';
import { startProcesses } from './start-processes.js';
import { startServer } from './start-server.js';

/** One Ctrl-C comes twice under `npm start`: from the terminal, and a little later from npm, which passes it on. */
const ECHO_MS = 500;
/** How long a stop that is over waits for echoes: one that comes amid the exit would count as the reason of it. */
const LAST_ECHO_MS = 200;

/**
 * Starts the server and stops it in order on the first signal, also amid the start; a second one ends the process at once.
 * It ends the process itself: 0 after a clean stop, 1 after another or where it cannot start.
 * @param readGiven the settings of the command line; what it throws is shown like any other fault of a start. Nothing: nothing is to be started
 */
export async function runService(readGiven: () => GivenSettings | undefined): Promise<void> {
  try {
    await serve(readGiven);
  } catch (error) {
    const said = error instanceof StartError ? `${error.message}\n${error.remedy}` : (error as Error).stack;
    process.stderr.write(`\nworker-registration cannot start.\n${said}\n`);
    process.exit(1);
  }
}

async function serve(readGiven: () => GivenSettings | undefined): Promise<void> {
  const halt = new AbortController();
  let asked = Infinity;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (performance.now() - asked > ECHO_MS) process.exit(130);
    asked = Math.min(asked, performance.now());
    halt.abort(signal);
  };
  // A closed terminal (SIGHUP) counts too: the PostgreSQL of our own would outlive us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);

  const given = readGiven();
  if (given === undefined) return;
  onEndAsked((reason) => halt.abort(reason));
  const settings = serverSettings(given);
  const start = settings.server.processes > 1 && !isSibling() ? startProcesses : startServer;
  const server = await start(settings, halt.signal);
  if (!halt.signal.aborted) await once(halt.signal, 'abort');
  const clean = await server.stop(halt.signal.reason as string);
  await pause(LAST_ECHO_MS);
  process.exit(clean ? 0 : 1);
}
