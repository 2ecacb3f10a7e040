import type { Settings } from '../platform/config/settings.js';
import { announce } from './announcement.js';
import { createLogger } from './logger.js';
import { Processes } from './processes.js';
import { ownDatabase, stopInTime, unlessHalted, type RunningServer } from './start-server.js';

/**
 * Starts several processes that share the port, and before them the embedded PostgreSQL if no database is
 * given.
 * @param halt aborts the start
 * @throws StartError if a person has to act; nothing is left running then
 */
export async function startProcesses(settings: Settings, halt: AbortSignal): Promise<RunningServer> {
  const logger = createLogger(settings.log.level);
  const embedded = settings.database.url === undefined ? await ownDatabase(settings, logger) : undefined;
  const env: Record<string, string> = embedded === undefined ? {} : { DATABASE_URL: embedded.url };
  const processes = new Processes(settings.server.processes, env, logger);
  const endAll = async (): Promise<void> => {
    await processes.stopProcesses();
    await embedded?.stop();
  };
  try {
    const url = await unlessHalted(halt, () => processes.startProcesses());
    if (url !== undefined) announce({ url, settings, embedded: embedded !== undefined }, logger);
  } catch (error) {
    await endAll();
    throw error;
  }
  return {
    stop: async (reason) => {
      const clean = await stopInTime(endAll, logger, reason);
      if (!clean) processes.killProcesses();
      return clean;
    },
  };
}
