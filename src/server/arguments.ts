import { parseArgs } from 'node:util';
import type { GivenSettings } from '../platform/config/given-settings.js';
import { StartError } from '../platform/errors/start-error.js';

export const USAGE = `Starts the worker registration service.

  --processes N   processes that share the port, one for each core that it may use (server.processes, 1)
  --help          this text

Everything else is a setting: config/*.yaml or the environment; docs/settings.md lists them.
`;

/**
 * Parses the command line: settings, or a request for help.
 * @throws StartError for unknown options
 */
export function readArguments(given: readonly string[]): { help: boolean; settings: GivenSettings } {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: { processes: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    const { help, processes } = values;
    return { help, settings: processes === undefined ? {} : { 'server.processes': processes } };
  } catch (error) {
    const { message } = error as Error;
    throw new StartError(`The command line cannot be read: ${message}`, USAGE, { cause: error });
  }
}
