import type { Command } from 'commander';
import type { HealthSummaryDto } from '../../statistics/summary.dto.js';
import type { SystemStatisticsDto } from '../../statistics/system-statistics.dto.js';
import { whole } from '../arguments.js';
import { EXIT, Failure, wrongUsage } from '../failure.js';
import { Screen } from '../screen.js';
import { asksServer, sessionOf, type Session } from '../session.js';
import type { Text } from '../styled.js';
import { fleetLines, worstLines } from './health.js';

export function addWatch(program: Command): void {
  asksServer(program.command('watch').summary('show a live view of the fleet'))
    .description(
      'Shows the state of the fleet and the workers in the worst condition, continuously. Press q or Ctrl-C to quit.',
    )
    .option('--interval <seconds>', 'refresh interval', whole(1, 3600), 2)
    .addHelpText('after', '\nExample:\n  worker-registration watch --interval 5')
    .action(async ({ interval }: { interval: number }, command: Command) => {
      const session = sessionOf(command);
      if (!process.stdout.isTTY || !process.stdin.isTTY)
        throw wrongUsage('watch requires a terminal', 'Scripts can use `health --json`.');
      // Queries once before taking over the screen: a wrong key is reported as by any other command.
      let lines = await look(session);
      const screen = new Screen();
      try {
        for (;;) {
          screen.draw([...lines, '', session.out.paint.dim(`${session.client.api}   q quits`)]);
          if (await screen.endsWithin(interval * 1000)) break;
          lines = await lookAgain(session, lines);
        }
      } finally {
        screen.close();
      }
      if (screen.interrupted) process.exitCode = EXIT.interrupted;
    });
}

async function look({ client, out }: Session): Promise<Text[]> {
  const [summary, system] = await Promise.all([
    client.get<HealthSummaryDto>('/health/summary'),
    client.get<SystemStatisticsDto>('/health/system'),
  ]);
  const clock = out.paint.dim(new Date().toLocaleTimeString());
  return [clock, ...fleetLines(out, summary, system), '', ...worstLines(out, summary)];
}

/** Queries again; while the server is unavailable, keeps the last view below a line that says so. */
async function lookAgain(session: Session, before: readonly Text[]): Promise<Text[]> {
  try {
    return await look(session);
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode === EXIT.forbidden) throw error;
    return [session.out.paint.red(error.line), ...before.slice(1)];
  }
}
