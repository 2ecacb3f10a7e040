import 'reflect-metadata';
import { rm } from 'node:fs/promises';
import { StartError } from '../platform/errors/start-error.js';
import { startServer } from '../server/start-server.js';
import { demoServerSettings, type DemoServerOptions } from './settings.js';

/** Messages to the demo: that it listens, or why it does not. */
export type FromServer = { readonly listens: true } | { readonly failed: string };

/**
 * Runs the service of the demo, in its own process, by the options that are its first argument. Ends on request, or when the
 * demo's process is gone.
 */
export async function runDemoServer(): Promise<void> {
  const options = JSON.parse(process.argv[2]!) as DemoServerOptions;
  const halt = new AbortController();
  let orphaned = false;
  const end = (): void => halt.abort('The demo is ending');
  process.once('message', end);
  process.once('disconnect', () => {
    orphaned = !halt.signal.aborted;
    end();
  });
  // Ctrl-C reaches every process of a terminal; the demo itself ends them in order.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);

  const tell = (message: FromServer): void => {
    if (process.connected) process.send?.(message, undefined, {}, () => undefined);
  };

  try {
    const server = await startServer(demoServerSettings(options), halt.signal);
    tell({ listens: true });
    if (!halt.signal.aborted) await new Promise((resolve) => halt.signal.addEventListener('abort', resolve));
    const clean = await server.stop('The demo is ending');
    // The process that created the folder was killed, and cannot remove it.
    if (orphaned) await rm(options.folder, { recursive: true, force: true });
    process.exit(clean ? 0 : 1);
  } catch (error) {
    tell({ failed: error instanceof StartError ? `${error.message} ${error.remedy}` : String(error) });
    process.exit(1);
  }
}
