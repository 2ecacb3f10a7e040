import { once } from 'node:events';
import { serverSettings } from '../platform/config/environment.js';
import type { GivenSettings } from '../platform/config/given-settings.js';
import { cannotStart } from './cannot-start.js';
import { haltOnSignals } from './halt.js';
import { isSibling, onEndAsked } from './sibling.js';
import { startProcesses } from './start-processes.js';
import { startServer } from './start-server.js';

/**
 * Starts the server and stops it cleanly on the first signal, even during the start; a second signal ends the
 * process at once. Ends the process itself: with 0 after a clean stop, with 1 after an unclean one or a
 * failed start.
 * @param readGiven returns the settings of the command line, or undefined if nothing is to be started; its
 * errors are reported like any other fault of a start
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
