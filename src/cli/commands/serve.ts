import type { Command } from 'commander';
import { MOST_PROCESSES } from '../../platform/config/most-processes.js';
import { whole } from '../arguments.js';

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
      const { explainMissingPackages } = await import('../../server/load-application.js');
      const { runService } = await import('../../server/run-service.js').catch((error: unknown) =>
        cannotStart(explainMissingPackages(error)),
      );
      await runService(() => (processes === undefined ? {} : { 'server.processes': processes }));
    });
}
