import { Option, type Command } from 'commander';
import type { AlertsDto } from '../../alerts/dto/alerts.dto.js';
import type { MuteAnswerDto } from '../../alerts/dto/mute.dto.js';
import { moment, reason as reasonText } from '../arguments.js';
import { wrongUsage } from '../failure.js';
import { isForPeople } from '../formats.js';
import { ALERT_RULES, ALERTS, MUTES } from '../listing/alert-listing.js';
import type { ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
import type { Output } from '../output.js';
import { asksServer, sessionOf } from '../session.js';
import { styled } from '../styled.js';

export function addAlerts(program: Command): void {
  const alerts = program.command('alerts').summary('list alerts and rules, and mute them');
  lists(alerts.command('list', { isDefault: true }).summary('list firing alerts'))
    .description('Lists firing alerts with cause, what happens next, and the command that helps; and mutes.')
    .addHelpText('after', '\nExample:\n  worker-registration alerts -o json | jq ".alerts[].rule"')
    .action(async (options: ListOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      const answer = await client.get<AlertsDto>('/alerts');
      await printList(out, ALERTS, [answer.alerts], options, answer);
      if (isForPeople(out.format)) await explain(out, answer);
    });

  lists(alerts.command('rules').summary('list all rules with their state')).action(
    async (options: ListOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      const { rules } = await client.get<AlertsDto>('/alerts');
      await printList(out, ALERT_RULES, [rules], options);
    },
  );

  asksServer(alerts.command('mute').summary('mute a rule for some time'))
    .description('Mutes a rule: it stays visible, and sends nothing until the mute ends.')
    .argument('<rule>')
    .option('--for <duration>', 'how long: 30m, 2h, 1d', moment)
    .addOption(new Option('--until <time>', 'until when: 2026-01-31T12:00:00Z').argParser(moment))
    .requiredOption('--reason <text>', 'why; shown with the rule', reasonText)
    .addHelpText(
      'after',
      '\nExample:\n  worker-registration alerts mute worker-failed --for 2h --reason "Kernel update of eu-1"',
    )
    .action(
      async (rule: string, options: { for?: string; until?: string; reason: string }, command: Command) => {
        const { client, out } = sessionOf(command);
        const until = options.for ?? options.until;
        if (until === undefined || (options.for !== undefined && options.until !== undefined))
          throw wrongUsage('A mute requires an end', 'Add --for 2h, or --until with a time, and not both.');
        const path = `/alerts/${encodeURIComponent(rule)}/mute`;
        const answer = await client.post<MuteAnswerDto>(path, { until, reason: options.reason });
        if (out.json) out.writeDocument(answer);
        else out.writeLine(answer.message);
      },
    );

  asksServer(alerts.command('unmute').summary('end the mute of a rule'))
    .argument('<rule>')
    .action(async (rule: string, _options: object, command: Command) => {
      const { client, out } = sessionOf(command);
      await client.delete(`/alerts/${encodeURIComponent(rule)}/mute`);
      if (out.json) out.writeDocument({ rule, muted: false });
      else out.writeLine(`${rule} is no longer muted by an operator`);
    });
}

/** Prints what follows from each alert, and the mutes. */
async function explain(out: Output, { alerts, rules, mutes }: AlertsDto): Promise<void> {
  for (const { rule, next, command } of alerts) {
    out.writeLine('');
    out.writeLine(styled`${out.paint.bold(rule)}  ${next}`);
    out.writeLine(styled`  ${out.paint.dim('Run:')} ${command}`);
  }
  if (alerts.length === 0)
    out.writeNote(
      rules.length === 0 ? 'There are no rules (alerts.rules).' : `${rules.length} rules are watched.`,
    );
  if (mutes.length === 0) return;
  out.writeLine('');
  await printList(out, MUTES, [mutes]);
}
