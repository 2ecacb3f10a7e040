import 'reflect-metadata';
import { serverSettings } from './platform/config/environment.js';
import { StartError } from './platform/errors/start-error.js';
import { startServer } from './server/start-server.js';

/** A closed terminal counts too: the PostgreSQL of our own would outlive us. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C comes twice under `npm start`: from the terminal, and a little later from npm, which passes it on. */
const ECHO_MS = 500;

/** Starts the server and stops it in order on the first signal, also amid the start; a second one ends the process at once. */
async function main(): Promise<void> {
  const halt = new AbortController();
  const asked = new Promise<string>((resolve) => {
    let first: number | undefined;
    const onSignal = (signal: NodeJS.Signals): void => {
      first ??= performance.now();
      if (performance.now() - first > ECHO_MS) process.exit(130);
      halt.abort(signal);
      resolve(signal);
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
  const server = await startServer(serverSettings(), halt.signal);
  const clean = await server.stop(await asked);
  process.exit(clean ? 0 : 1);
}

main().catch((error: unknown) => {
  const said = error instanceof StartError ? `${error.message}\n${error.remedy}` : (error as Error).stack;
  process.stderr.write(`\nworker-registration cannot start.\n${said}\n`);
  process.exit(1);
});
