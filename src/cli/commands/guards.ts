import type { Command } from 'commander';
import type { GuardAnswerDto, GuardsDto } from '../../health/dto/guards.dto.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
import { asksServer, sessionOf } from '../session.js';

interface Options {
  reason: string;
  minutes?: number;
}

/** The commands for guards: what they hold, and the orders of operators about them. */
export function addGuards(program: Command): void {
  const guards = program.command('guards').summary('list and steer the guards of zones');
  lists(guards.command('list', { isDefault: true }).summary('list the guards, and what happens next')).action(
    async (options: ListOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      const answer = await client.get<GuardsDto>('/guards');
      await printList(out, GUARDS, [answer.guards], options, answer);
    },
  );
  asksServer(guards.command('hold').summary('hold the guard of a zone for some time'))
    .description(
      'Holds silent workers of a zone for some time: they do not fail, however long the guard may last.',
    )
    .argument('<zone>', 'the zone, _fleet, or _none for workers without a zone')
    .requiredOption('--minutes <n>', 'how long from now', Number)
    .requiredOption('--reason <text>', 'why; shown with the guard')
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration guards hold eu-1 --minutes 90 --reason "The network is being repaired"',
    )
    .action((zone: string, options: Options, command: Command) => steer(zone, 'hold', options, command));
  asksServer(guards.command('release').summary('release the guard of a zone now'))
    .description(
      'Ends a guard now: its silent workers are judged from zero, and their silence does not engage it again.',
    )
    .argument('<zone>', 'the zone, _fleet, or _none for workers without a zone')
    .requiredOption('--reason <text>', 'why; shown with the guard')
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration guards release eu-1 --reason "These workers were shut down"',
    )
    .action((zone: string, options: Options, command: Command) => steer(zone, 'release', options, command));
}

async function steer(
  zone: string,
  verb: 'hold' | 'release',
  { reason, minutes }: Options,
  command: Command,
): Promise<void> {
  const { client, out } = sessionOf(command);
  const answer = await client.post<GuardAnswerDto>(`/guards/${encodeURIComponent(zone)}/${verb}`, {
    reason,
    minutes,
  });
  if (out.json) return out.document(answer);
  out.line(answer.message);
  for (const { at, what } of answer.guard.nextSteps) out.line(`  ${at}  ${what}`);
}

type Guard = GuardsDto['guards'][number];

const GUARDS: Listing<Guard> = {
  key: 'guards',
  nameOf: ({ name }) => name,
  none: 'No guards.',
  columns: [
    { name: 'guard', of: ({ name }) => name },
    { name: 'state', of: ({ state }) => state, shown: ({ state }, out) => out.state(state) },
    { name: 'since', of: ({ since }) => since, shown: ({ since }, out) => out.time(since) },
    {
      name: 'silent',
      of: ({ silentNow }) => silentNow,
      shown: (guard) => `${guard.silentNow}/${guard.total}`,
    },
    { name: 'total', of: ({ total }) => total, wide: true },
    { name: 'why', of: ({ reason }) => reason },
    {
      name: 'next',
      of: nextOf,
      shown: ({ nextSteps: [next] }, out) => next && `${out.time(next.at)}: ${next.what}`,
    },
  ],
};

function nextOf({ nextSteps: [next] }: Guard): string | null {
  return next === undefined ? null : `${next.at} ${next.what}`;
}
