import type { Command } from 'commander';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { differencesOf, differenceText, type Difference } from '../../fleet/worker-differences.js';
import { pathOf } from '../client.js';
import type { Output } from '../output.js';
import { asksServer, sessionOf } from '../session.js';

/** The command that compares two workers. */
export function addDiff(program: Command): void {
  asksServer(program.command('diff').summary('compare two workers'))
    .description(
      'Lists the fields in which two workers differ; names and times, which always do, are left out.',
    )
    .argument('<worker>', 'workerId or id')
    .argument('<other>', 'workerId or id')
    .addHelpText('after', '\nExample:\n  worker-registration diff worker-001 worker-002')
    .action(async (worker: string, other: string, _options: object, command: Command) => {
      const { client, out } = sessionOf(command);
      const [left, right] = await Promise.all(
        [worker, other].map((name) => client.get<WorkerDto>(pathOf(name))),
      );
      const differences = differencesOf(left!, right!);
      if (out.json) return out.writeDocument({ workers: [left!.workerId, right!.workerId], differences });
      show(out, [left!.workerId, right!.workerId], differences);
    });
}

function show(out: Output, names: readonly string[], differences: readonly Difference[]): void {
  if (differences.length === 0) return out.writeNote('They do not differ.');
  out.writeTable(
    ['FIELD', ...names],
    differences.map(({ field, values }) => [field, ...values.map(differenceText)]),
  );
}
