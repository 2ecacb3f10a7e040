import type { Command } from 'commander';
import type { ReconnectionAnswerDto } from '../../reconnection/dto/reconnection.dto.js';
import { pathOf } from '../client.js';
import { eachWorker, type Result } from '../each-worker.js';
import { wrongUsage } from '../failure.js';
import { chosenFor, selects, type SelectionOptions } from '../selection/selection.js';
import { asksServer, sessionOf } from '../session.js';
import { filtersIn } from '../worker-filters.js';

interface Options extends SelectionOptions {
  all?: boolean;
}

export function addReconnect(program: Command): void {
  selects(asksServer(program.command('reconnect').summary('probe workers now')))
    .description('Lets the service probe the workers now, and reports whether they answered.')
    .option('--all', 'all offline workers')
    .addHelpText(
      'after',
      '\nExamples:\n  worker-registration reconnect worker-001\n  worker-registration reconnect --all',
    )
    .action(async (names: string[], { all = false, ...options }: Options, command: Command) => {
      const session = sessionOf(command);
      if (all) {
        if (names.length > 0 || options.file !== undefined || Object.keys(filtersIn(options)).length > 0)
          throw wrongUsage('--all is for all offline workers', 'Omit names, --file and filters.');
        const round = await session.client.post<Result>('/reconnect');
        return session.out.json ? session.out.writeDocument(round) : session.out.writeLine(round.message);
      }
      const workers = await chosenFor(session, names, options, 'Probe');
      if (workers === undefined) return;
      await eachWorker(session, workers, async (worker) => {
        const { message, result } = await session.client.post<ReconnectionAnswerDto>(
          pathOf(worker, 'reconnect'),
        );
        return { message, done: result.reached };
      });
    });
}
