import { RULE_KINDS, type AlertRule } from '../../platform/config/alert-settings.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { MaybeText, MaybeTime, Text, Time } from './alert-properties.js';

/** A time at which a rule began to fire, or was resolved. */
export class AlertChangeDto {
  @Time('When.')
  at: string;

  @ApiProperty({ enum: ['firing', 'resolved'], description: 'What it became.' })
  state: 'firing' | 'resolved';

  @Text('Its summary then.', '1 worker failed: worker-001')
  summary: string;
}

/** A rule of the settings, whether it holds or not. */
export class AlertRuleDto {
  @Text('Name of the rule.', 'worker-failed')
  name: string;

  @ApiProperty({ enum: Object.keys(RULE_KINDS), description: 'What the rule evaluates.' })
  kind: AlertRule['kind'];

  @Text('Its condition, in words.', RULE_KINDS['worker-failed'])
  condition: string;

  @ApiProperty({ enum: ['critical', 'warning', 'info'], description: 'From the settings.' })
  severity: AlertRule['severity'];

  @ApiProperty({
    type: Object,
    additionalProperties: true,
    description: 'Its parameters: bounds, and the zone if it is about one.',
    example: { zone: 'eu-1' },
  })
  parameters: Record<string, unknown>;

  @ApiProperty({ description: 'How long the condition must hold before the rule fires.', example: 5 })
  forMinutes: number;

  @ApiProperty({ description: 'Interval of reminders while it fires.', example: 240 })
  reminderMinutes: number;

  @ApiProperty({
    enum: ['ok', 'pending', 'firing', 'unknown'],
    description: 'unknown: it was not evaluated yet.',
  })
  state: 'ok' | 'pending' | 'firing' | 'unknown';

  @MaybeText('Summary of the last evaluation; null before the first one.', 'No worker has failed')
  summary: string | null;

  @MaybeTime('Muted until then; null if it is not muted.')
  mutedUntil: string | null;

  @MaybeTime('Time of its last evaluation.')
  evaluatedAt: string | null;

  @ApiProperty({
    type: [AlertChangeDto],
    description: 'The latest 20 times at which it began to fire or was resolved, newest first.',
  })
  history: AlertChangeDto[];
}
