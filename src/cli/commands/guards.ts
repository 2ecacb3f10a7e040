import type { Command } from 'commander';
import type { GuardAnswerDto, GuardsDto } from '../../health/dto/guards.dto.js';
import { type Output } from '../output.js';
import { ago } from '../times.js';
import { asksServer, sessionOf } from '../session.js';

interface Options {
  reason: string;
  minutes?: number;
}

/** The commands for guards: what they hold, and the orders of operators about them. */
export function addGuards(program: Command): void {
  const guards = program.command('guards').summary('list and steer the guards of zones');
  asksServer(
    guards.command('list', { isDefault: true }).summary('list the guards, and what happens next'),
  ).action(async (_options: object, command: Command) => {
    const { client, out } = sessionOf(command);
    const answer = await client.get<GuardsDto>('/guards');
    if (out.json) out.document(answer);
    else show(out, answer);
  });
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

function show(out: Output, { guards }: GuardsDto): void {
  if (guards.length === 0) return out.note('No guards.');
  out.table(
    ['GUARD', 'STATE', 'SINCE', 'SILENT', 'WHY', 'NEXT'],
    guards.map(({ name, state, since, silentNow, total, reason, nextSteps: [next] }) => [
      name,
      out.state(state),
      ago(since),
      `${silentNow}/${total}`,
      reason,
      next === undefined ? null : `${next.at} ${next.what}`,
    ]),
  );
}
