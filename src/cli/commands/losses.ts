import type { Command } from 'commander';
import { reason as reasonText } from '../arguments.js';
import { pathOf } from '../client.js';
import { confirm } from '../confirm.js';
import { eachWorker, type Result } from '../each-worker.js';
import { wrongUsage } from '../failure.js';
import { cleanupNamed, findCleanup } from '../operations/cleanup-run.js';
import { operate } from '../operations/operate.js';
import { isOperation, operable, type OperationOptions } from '../operations/options.js';
import { assertOneWay, chosenFor, selects } from '../selection/selection.js';
import { asksServer, sessionOf } from '../session.js';

interface AcknowledgeOptions {
  reason: string;
  all?: boolean;
  zone?: string;
  yes?: boolean;
}

/** The commands for workers that were lost or left. */
export function addLosses(program: Command): void {
  asksServer(program.command('acknowledge').summary('acknowledge the loss of workers'))
    .description(
      'Acknowledges the loss of workers: they no longer keep the fleet DEGRADED. With --all or --zone it acknowledges all recent losses at once.',
    )
    .argument('[worker...]', 'workerId or id')
    .requiredOption('--reason <text>', 'why the loss needs no further attention', reasonText)
    .option('--all', 'all workers that were lost within lost-attention-hours')
    .option('--zone <zone>', "those of this zone; '' for workers without one")
    .option('-y, --yes', 'skip the confirmation of --all and --zone')
    .addHelpText(
      'after',
      `
Examples:
  worker-registration list --presence LOST
  worker-registration acknowledge worker-001 --reason "Replaced by worker-101"
  worker-registration acknowledge --zone eu-west-1a --reason "The rack was dismantled" --yes`,
    )
    .action(acknowledge);
  const restore = asksServer(
    program.command('restore').summary('expect workers again that were lost or left'),
  );
  operable(selects(restore), { withdraws: false })
    .description(
      'Expects workers again, with the descriptions they had. The service dials those with an address; revoked credentials stay revoked.',
    )
    .option(
      '--cleanup <time>',
      'all workers of the cleanup that began then: 22:42, 2026-01-31T22:42:57Z, or last',
    )
    .option('--reason <text>', 'reason; recorded in the journal', reasonText)
    .addHelpText(
      'after',
      `
Examples:
  worker-registration restore worker-001 --reason "Deregistered by mistake"
  worker-registration restore --cleanup 22:42 --reason "The network was down"`,
    )
    .action(async (names: string[], options: OperationOptions, command: Command) => {
      const session = sessionOf(command);
      if (options.cleanup !== undefined) {
        assertOneWay(names, options);
        const cleanup = await findCleanup(session.client, options.cleanup);
        if (cleanup !== options.cleanup)
          session.out.writeNote(`Restores ${cleanupNamed(cleanup)}: ${cleanup}`);
        return operate(session, 'restore', names, { ...options, cleanup });
      }
      if (isOperation(options)) return operate(session, 'restore', names, options);
      const workers = await chosenFor(session, names, options, 'Restore');
      if (workers === undefined) return;
      const { reason } = options;
      await eachWorker(session, workers, (worker) =>
        session.client.post<Result>(pathOf(worker, 'restore'), { reason }),
      );
    });
}

async function acknowledge(workers: string[], options: AcknowledgeOptions, command: Command): Promise<void> {
  const { reason, all = false, zone, yes } = options;
  const session = sessionOf(command);
  const isMany = all || zone !== undefined;
  if (isMany === workers.length > 0)
    throw wrongUsage('acknowledge requires workers, or one of --all and --zone, and not both', 'See --help.');
  if (all && zone !== undefined) throw wrongUsage('--all and --zone exclude each other', 'Use one of them.');
  if (!isMany) {
    await eachWorker(session, [...new Set(workers)], (worker) =>
      session.client.post<Result>(pathOf(worker, 'acknowledge'), { reason }),
    );
    return;
  }
  const those = zone === undefined ? 'all recent losses' : `all recent losses of zone ${zone || 'none'}`;
  await confirm(`Acknowledge ${those}?`, yes);
  const answer = await session.client.post<Result & object>('/losses/acknowledge', { reason, zone });
  if (session.out.json) session.out.writeDocument(answer);
  else session.out.writeLine(answer.message);
}
