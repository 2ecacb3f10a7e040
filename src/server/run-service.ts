import { once } from 'node:events';
import { serverSettings } from '../platform/config/environment.js';
import type { GivenSettings } from '../platform/config/given-settings.js';
import { cannotStart } from './cannot-start.js';
import { haltOnSignals } from './halt.js';
import { isSibling, onEndAsked } from './sibling.js';
import { startProcesses } from './start-processes.js';
import { startServer } from './start-server.js';

/**
 * Starts the server and stops it in order on the first signal, also amid the start; a second one ends the process at once.
 * It ends the process itself: 0 after a clean stop, 1 after another or where it cannot start.
 * @param readGiven the settings of the command line; what it throws is shown like any other fault of a start. Nothing: nothing is to be started
 */
export async function runService(readGiven: () => GivenSettings | undefined): Promise<void> {
  try {
    await serve(readGiven);
  } catch (error) {
    cannotStart(error);
  }
}

async function serve(readGiven: () => GivenSettings | undefined): Promise<void> {
  const halting = haltOnSignals();
  const { signal } = halting;
  const given = readGiven();
  if (given === undefined) return;
  onEndAsked((reason) => halting.halt(reason));
  const settings = serverSettings(given);
  const start = settings.server.processes > 1 && !isSibling() ? startProcesses : startServer;
  const server = await start(settings, signal);
  if (!signal.aborted) await once(signal, 'abort');
  const clean = await server.stop(signal.reason as string);
  await halting.echoes();
  process.exit(clean ? 0 : 1);
}
