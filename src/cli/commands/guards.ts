import { Option, type Command } from 'commander';
import type { GuardAnswerDto, GuardsDto } from '../../health/dto/guards.dto.js';
import { duration, reason as reasonText } from '../arguments.js';
import { EXIT, Failure, wrongUsage } from '../failure.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
import type { Output } from '../output.js';
import { asksServer, sessionOf } from '../session.js';
import { styled } from '../styled.js';

interface Options {
  reason: string;
  /** Seconds. */
  for?: number;
  minutes?: number;
}

const ZONE = ['<zone>', 'the zone, _fleet, or _none for workers without a zone'] as const;

/** The commands for guards: what they hold, and the orders of operators about them. */
export function addGuards(program: Command): void {
  const guards = program.command('guard').alias('guards').summary('list and steer the guards of zones');
  lists(guards.command('list', { isDefault: true }).summary('list the guards, and what happens next')).action(
    async (options: ListOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      const answer = await client.get<GuardsDto>('/guards');
      await printList(out, GUARDS, [answer.guards], options, answer);
    },
  );
  asksServer(guards.command('show').summary('show a guard, and each step that follows'))
    .argument(...ZONE)
    .action(async (zone: string, _options: object, command: Command) => {
      const { client, out } = sessionOf(command);
      const { guards: all } = await client.get<GuardsDto>('/guards');
      const found = all.find(({ name }) => name === zone);
      if (found === undefined)
        throw new Failure(`${zone} has no guard`, 'No workers are held there.', EXIT.failed);
      if (out.json) out.writeDocument(found);
      else show(out, found);
    });
  asksServer(guards.command('hold').summary('hold the guard of a zone for some time'))
    .description(
      'Holds silent workers of a zone for some time: they do not fail, however long the guard may last.',
    )
    .argument(...ZONE)
    .option('--for <duration>', 'how long from now: 30m, 2h, 1d', duration)
    // Its name in earlier versions.
    .addOption(new Option('--minutes <n>').argParser(Number).hideHelp())
    .requiredOption('--reason <text>', 'why; shown with the guard', reasonText)
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration guard hold eu-1 --for 90m --reason "The network is being repaired"',
    )
    .action((zone: string, options: Options, command: Command) => {
      const minutes = options.for === undefined ? options.minutes : options.for / 60;
      if (minutes === undefined)
        throw wrongUsage('A hold requires a duration', 'For example, add --for 30m.');
      return steer(zone, 'hold', { reason: options.reason, minutes }, command);
    });
  asksServer(guards.command('release').summary('release the guard of a zone now'))
    .description(
      'Ends a guard now: its silent workers are judged from zero, and their silence does not engage it again.',
    )
    .argument(...ZONE)
    .requiredOption('--reason <text>', 'why; shown with the guard', reasonText)
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration guard release eu-1 --reason "These workers were shut down"',
    )
    .action((zone: string, { reason }: Options, command: Command) =>
      steer(zone, 'release', { reason }, command),
    );
}

async function steer(
  zone: string,
  verb: 'hold' | 'release',
  body: { readonly reason: string; readonly minutes?: number },
  command: Command,
): Promise<void> {
  const { client, out } = sessionOf(command);
  const answer = await client.post<GuardAnswerDto>(`/guards/${encodeURIComponent(zone)}/${verb}`, body);
  if (out.json) return out.writeDocument(answer);
  out.writeLine(answer.message);
  steps(out, answer.guard);
}

type Guard = GuardsDto['guards'][number];

function show(out: Output, guard: Guard): void {
  out.writeLine(
    styled`${out.colourState(guard.state)} since ${out.formatSince(guard.since)!}: ${guard.reason}`,
  );
  out.writeLine(guard.endsWhen);
  if (guard.steeredBy !== null) out.writeLine(`Steered by ${guard.steeredBy}: ${guard.steerReason ?? ''}`);
  steps(out, guard);
}

function steps(out: Output, { nextSteps }: Guard): void {
  for (const { at, what } of nextSteps) out.writeLine(`  ${out.formatClock(at)}  ${what}`);
}

const GUARDS: Listing<Guard> = {
  key: 'guards',
  nameOf: ({ name }) => name,
  none: 'No guards.',
  columns: [
    { name: 'guard', of: ({ name }) => name },
    { name: 'state', of: ({ state }) => state, shown: ({ state }, out) => out.colourState(state) },
    { name: 'since', of: ({ since }) => since, shown: ({ since }, out) => out.formatTime(since) },
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
      shown: ({ nextSteps: [next] }, out) => next && `${out.formatTime(next.at)}: ${next.what}`,
    },
  ],
};

function nextOf({ nextSteps: [next] }: Guard): string | null {
  return next === undefined ? null : `${next.at} ${next.what}`;
}
