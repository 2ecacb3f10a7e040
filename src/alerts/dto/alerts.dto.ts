import { RULE_KINDS, type AlertRule } from '../../platform/config/alert-settings.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { Count, MaybeText, MaybeTime, Text, Time } from './alert-properties.js';
import { AlertRuleDto } from './alert-rule.dto.js';
import { AlertWebhookDto } from './alert-webhook.dto.js';
import { MuteDto } from './mute.dto.js';

/** A worker or a zone that a rule holds for; for a fleet rule, the fleet. */
export class AlertItemDto {
  @ApiProperty({
    enum: ['pending', 'firing'],
    description: 'pending: it has held for less than `forMinutes`.',
  })
  state: 'pending' | 'firing';

  @MaybeTime('When it began to fire; null while it is pending.')
  firingSince: string | null;

  @ApiProperty({
    required: false,
    format: 'uuid',
    description: 'Id of the worker, if the rule is about workers.',
  })
  id?: string;

  @ApiProperty({
    required: false,
    description: 'Name that the worker chose, if the rule is about workers.',
    example: 'worker-001',
  })
  workerId?: string;

  @ApiProperty({
    required: false,
    enum: ['workers-lost'],
    description:
      'Set for a worker that failed and was lost since: the alert goes on until the loss is acknowledged.',
  })
  kind?: 'workers-lost';

  @ApiProperty({
    required: false,
    enum: ['zone', 'fleet'],
    description: 'What the guard holds, if the rule is about guards.',
  })
  scope?: 'zone' | 'fleet';

  @ApiProperty({
    required: false,
    type: String,
    nullable: true,
    description: 'Zone of the worker or the guard; null for none. Omitted for a fleet rule.',
  })
  zone?: string | null;

  @ApiProperty({
    required: false,
    description: 'Pool that a warning is about; `fleet` is the whole fleet.',
    example: 'gpu',
  })
  pool?: string;

  @MaybeTime('Since when the worker has failed, or the guard has been engaged; null if unknown.')
  since: string | null;

  @MaybeText('What was wrong when the rule began to hold.', 'No heartbeat for 301 s; the lease lasts 300 s')
  reason: string | null;

  @ApiProperty({
    required: false,
    description: 'Message that the failed or lost worker sent, if it sent one.',
    example: 'Disk /data is full',
  })
  message?: string;
}

/** A rule that holds. */
export class AlertDto {
  @Text('Name of the rule.', 'fleet-health')
  rule: string;

  @ApiProperty({ enum: Object.keys(RULE_KINDS), description: 'What the rule evaluates.' })
  kind: AlertRule['kind'];

  @ApiProperty({ enum: ['critical', 'warning', 'info'], description: 'From the settings.' })
  severity: AlertRule['severity'];

  @ApiProperty({
    enum: ['pending', 'firing'],
    description: 'firing: it fires for at least one item. pending: it has held for less than `forMinutes`.',
  })
  state: 'pending' | 'firing';

  @Time('Since when it has been in this state: that of its oldest item.')
  since: string;

  @Text('Summary with figures.', 'System health is 75 %, below 90 %: 5 of 20 workers failed')
  summary: string;

  @Text(
    'What happens without an operator.',
    'A worker that stays FAILED is cleaned up: it becomes LOST, and its jobs are released.',
  )
  next: string;

  @Text('Command that shows the cause, or ends it.', 'wr why worker-001')
  command: string;

  @ApiProperty({ description: 'The evaluated figure: percent, slots, zones or workers.', example: 75 })
  value: number;

  @ApiProperty({ type: [AlertItemDto], description: 'Up to 100 items; firing ones first, then the oldest.' })
  items: AlertItemDto[];

  @Count('Number of workers or zones for which it holds, listed or not; 1 for a fleet rule.')
  total: number;

  @MaybeTime('Muted until then; null if it is not muted.')
  mutedUntil: string | null;

  @MaybeTime('When its last message was created; null if there was none.')
  lastSentAt: string | null;

  @MaybeTime('When it is sent again if it still fires; null if nothing is due.')
  nextReminderAt: string | null;
}

/** Firing alerts, mutes and webhooks. */
export class AlertsDto {
  @ApiProperty({ type: [AlertDto], description: 'Rules that hold, in the order of the settings.' })
  alerts: AlertDto[];

  @ApiProperty({ type: [AlertRuleDto], description: 'All rules, in the order of the settings.' })
  rules: AlertRuleDto[];

  @ApiProperty({ type: [MuteDto], description: 'Rules that are muted.' })
  mutes: MuteDto[];

  @ApiProperty({ type: [AlertWebhookDto], description: 'The configured webhooks.' })
  webhooks: AlertWebhookDto[];

  @MaybeTime(
    'Time of the last evaluation, of the rule for which it is longest ago; null before the first one.',
  )
  evaluatedAt: string | null;

  @Time('Time of this reading.')
  generatedAt: string;
}
