import 'reflect-metadata';
import { serverSettings } from './platform/config/environment.js';
import { StartError } from './platform/errors/start-error.js';
import { startServer } from './server/start-server.js';

/** Starts the server and stops it in order on the first signal; a second one ends the process at once. */
async function main(): Promise<void> {
  const server = await startServer(serverSettings());
  const stop = (signal: NodeJS.Signals): void => {
    for (const each of ['SIGINT', 'SIGTERM'] as const) process.once(each, () => process.exit(130));
    void server.stop(signal).then((clean) => process.exit(clean ? 0 : 1));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  const said = error instanceof StartError ? `${error.message}\n${error.remedy}` : (error as Error).stack;
  process.stderr.write(`\nworker-registration cannot start.\n${said}\n`);
  process.exit(1);
});
