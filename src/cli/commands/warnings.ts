import type { Command } from 'commander';
import type { WarningsDto } from '../../foresight/warnings/dto/warnings.dto.js';
import { asksServer, sessionOf } from '../session.js';

interface Options {
  readonly ended?: boolean;
  readonly kind?: string;
  readonly zone?: string;
  readonly worker?: string;
}

const timeOf = (at: string): string => at.slice(0, 16).replace('T', ' ');

/** The command that says what may break soon. */
export function addWarnings(program: Command): void {
  asksServer(
    program.command('warnings').summary('show what may break soon, and how often warnings were right'),
  )
    .description('Shows warnings of workers and pools, and what became of earlier ones.')
    .option('--ended', 'earlier warnings, with what became of them')
    .option('--kind <kinds>', 'only these kinds, separated by commas')
    .option('--zone <zone>', 'only workers of this zone')
    .option('--worker <name>', 'only this worker, by its workerId or id')
    .addHelpText(
      'after',
      `
Examples:
  worker-registration warnings
  worker-registration warnings --ended --kind memory-trend`,
    )
    .action(async ({ ended = false, worker, ...filters }: Options, command: Command) => {
      const { client, out } = sessionOf(command);
      const query = {
        ...filters,
        state: ended ? 'ended' : 'open',
        ...(worker === undefined ? {} : { workerId: worker }),
      };
      const answer = await client.get<WarningsDto>('/warnings', query);
      if (out.json) return out.writeDocument(answer);
      if (!answer.enabled) out.writeLine('Warnings are switched off: warnings.enabled');
      else if (answer.warnings.length === 0) out.writeLine('No warnings');
      if (answer.warnings.length > 0)
        out.writeTable(
          ['SINCE (UTC)', 'ABOUT', 'KIND', 'WARNING', ...(ended ? ['OUTCOME'] : [])],
          answer.warnings.map(({ since, worker: about, pool, kind, sentence, outcome }) => [
            timeOf(since),
            about?.workerId ?? `pool ${pool}`,
            kind,
            sentence,
            ...(ended ? [outcome ?? 'not judged yet'] : []),
          ]),
        );
      for (const { kind, record } of answer.kinds)
        if (record.right + record.wrong > 0) out.writeLine(`${kind}: ${recordOf(record)}`);
    });
}

const recordOf = ({
  right,
  wrong,
  medianLeadMinutes: lead,
}: WarningsDto['kinds'][number]['record']): string =>
  `${right} of ${right + wrong} earlier warnings were right${lead === null ? '' : `, ${lead} minutes ahead`}`;
