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
  asksServer(program.command('watch').summary('a live view of the fleet'))
    .description(
      'Shows how the fleet is and the workers that are worst off, again and again. q or Ctrl-C ends it.',
    )
    .option('--interval <seconds>', 'how often it looks', whole(1, 3600), 2)
    .addHelpText('after', '\nExample:\n  worker-registration watch --interval 5')
    .action(async ({ interval }: { interval: number }, command: Command) => {
      const session = sessionOf(command);
      if (!process.stdout.isTTY || !process.stdin.isTTY)
        throw wrongUsage('watch takes a terminal', 'Scripts ask `health --json`.');
      // A first look before the screen is taken: a wrong key is told as by any other command.
      let lines = await look(session);
      const screen = new Screen();
      try {
        for (;;) {
          screen.draw([...lines, '', session.out.paint.dim(`${session.client.api}   q ends`)]);
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

/** While the server is away the last view stays, below a line that says so. */
async function lookAgain(session: Session, before: readonly Text[]): Promise<Text[]> {
  try {
    return await look(session);
  } catch (error) {
    if (!(error instanceof Failure) || error.exitCode === EXIT.forbidden) throw error;
    return [session.out.paint.red(error.line), ...before.slice(1)];
  }
}
