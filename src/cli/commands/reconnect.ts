import type { Command } from 'commander';
import type { ReconnectionAnswerDto } from '../../reconnection/dto/reconnection.dto.js';
import { pathOf } from '../client.js';
import { eachWorker, type Result } from '../each-worker.js';
import { wrongUsage } from '../failure.js';
import { asksServer, sessionOf } from '../session.js';

export function addReconnect(program: Command): void {
  asksServer(program.command('reconnect').summary('probe workers now'))
    .description('Lets the service probe the workers now, and reports whether they answered.')
    .argument('[worker...]')
    .option('--all', 'all offline workers')
    .addHelpText(
      'after',
      '\nExamples:\n  worker-registration reconnect worker-001\n  worker-registration reconnect --all',
    )
    .action(async (workers: string[], { all = false }: { all?: boolean }, command: Command) => {
      if (all === workers.length > 0) throw wrongUsage('No workers given', 'Name workers, or use --all.');
      const session = sessionOf(command);
      if (all) {
        const round = await session.client.post<Result>('/reconnect');
        return session.out.json ? session.out.document(round) : session.out.line(round.message);
      }
      await eachWorker(session, workers, async (worker) => {
        const { message, result } = await session.client.post<ReconnectionAnswerDto>(
          pathOf(worker, 'reconnect'),
        );
        return { message, done: result.reached };
      });
    });
}
