import { StartError } from '../platform/errors/start-error.js';

/** Prints why the service cannot start, in two lines if a person has to act, and ends the process. */
export function cannotStart(error: unknown): never {
  const said = error instanceof StartError ? `${error.message}\n${error.remedy}` : (error as Error).stack;
  process.stderr.write(`\nworker-registration cannot start.\n${said}\n`);
  process.exit(1);
}
