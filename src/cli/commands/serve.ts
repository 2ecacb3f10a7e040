import type { Command } from 'commander';
import { MOST_PROCESSES } from '../../platform/config/most-processes.js';
import { StartError } from '../../platform/errors/start-error.js';
import { whole } from '../arguments.js';

/** What only the server needs; an application that imports the module installs without it. */
const PACKAGES =
  '@nestjs/platform-fastify @nestjs/swagger fastify @fastify/helmet @fastify/static pino pino-pretty';

function withoutPackages(error: unknown): unknown {
  if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') return error;
  const message = `The server needs packages that are not installed here: ${(error as Error).message.split(' imported', 1)[0]}.`;
  return new StartError(message, `Install them: npm install ${PACKAGES}`, { cause: error });
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .summary('start the service')
    .description(
      'Starts the service. Everything else is a setting: config/*.yaml or the environment (docs/settings.md).',
    )
    .option('--processes <n>', 'number of processes that share the port', whole(1, MOST_PROCESSES))
    .addHelpText('after', '\nExample:\n  worker-registration serve --processes 4')
    .action(async ({ processes }: { processes?: number }) => {
      const { cannotStart } = await import('../../server/cannot-start.js');
      const { requireOpenFiles } = await import('../../server/open-files.js');
      try {
        requireOpenFiles();
      } catch (error) {
        cannotStart(error);
      }
      // The only command that needs the service itself; no other should load it.
      await import('reflect-metadata');
      const { runService } = await import('../../server/run-service.js').catch((error: unknown) =>
        cannotStart(withoutPackages(error)),
      );
      await runService(() => (processes === undefined ? {} : { 'server.processes': processes }));
    });
}
