import type { Command } from 'commander';
import type { AlertsDto } from '../../alerts/dto/alerts.dto.js';
import { ago } from '../times.js';
import { asksServer, sessionOf } from '../session.js';
import { styled } from '../styled.js';

export function addAlerts(program: Command): void {
  asksServer(program.command('alerts').summary('list firing alerts'))
    .description('Lists firing alerts, and mutes.')
    .addHelpText('after', '\nExample:\n  worker-registration alerts --json | jq ".alerts[].rule"')
    .action(async (_options: object, command: Command) => {
      const { client, out } = sessionOf(command);
      const answer = await client.get<AlertsDto>('/alerts');
      if (out.json) return out.document(answer);
      if (answer.alerts.length === 0) out.line('No alerts.');
      else
        out.table(
          ['RULE', 'SEVERITY', 'STATE', 'SINCE', 'WHAT'],
          answer.alerts.map((alert) => [
            alert.rule,
            out.state(alert.severity),
            styled`${out.state(alert.state)}${alert.mutedUntil === null ? '' : ' (muted)'}`,
            ago(alert.since),
            alert.summary,
          ]),
        );
      if (answer.mutes.length > 0) out.line('');
      if (answer.mutes.length > 0)
        out.table(
          ['MUTED', 'UNTIL', 'BY', 'WHY'],
          answer.mutes.map(({ rule, until, by, reason }) => [rule, until, by, reason]),
        );
    });
}
