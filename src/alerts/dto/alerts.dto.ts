import { ApiProperty } from '@nestjs/swagger';
import { RULE_KINDS, type AlertRule } from '../../platform/config/alert-settings.js';

const Text = (description: string, example?: string): PropertyDecorator =>
  ApiProperty({ description, ...(example === undefined ? {} : { example }) });
const Count = (description: string): PropertyDecorator => ApiProperty({ type: 'integer', description });
const Time = (description: string): PropertyDecorator => ApiProperty({ format: 'date-time', description });
const MaybeTime = (description: string): PropertyDecorator =>
  ApiProperty({ type: String, format: 'date-time', nullable: true, description });
const MaybeText = (description: string, example?: string): PropertyDecorator =>
  ApiProperty({ type: String, nullable: true, description, ...(example === undefined ? {} : { example }) });

/** A worker or a zone that a rule holds for; of a rule on the fleet, the fleet. */
export class AlertItemDto {
  @ApiProperty({ enum: ['pending', 'firing'], description: 'pending: it has not held for `forMinutes` yet.' })
  state: 'pending' | 'firing';

  @MaybeTime('Since when it fires; null while it is pending.')
  firingSince: string | null;

  @ApiProperty({ required: false, format: 'uuid', description: 'Of a worker: its id.' })
  id?: string;

  @ApiProperty({ required: false, description: 'Of a worker: the name it chose.', example: 'worker-001' })
  workerId?: string;

  @ApiProperty({ required: false, enum: ['zone', 'fleet'], description: 'Of a guard: what it holds.' })
  scope?: 'zone' | 'fleet';

  @ApiProperty({
    required: false,
    type: String,
    nullable: true,
    description: 'The zone of the worker or of the guard; null for none. Not there for a rule on the fleet.',
  })
  zone?: string | null;

  @MaybeTime('Since when the worker is failed, or the guard holds; null where that is not known.')
  since: string | null;

  @MaybeText('What was wrong when the rule began to hold.', 'No heartbeat for 301 s; the lease lasts 300 s')
  reason: string | null;
}

/** A rule that holds. */
export class AlertDto {
  @Text('The name of the rule.', 'fleet-health')
  rule: string;

  @ApiProperty({ enum: Object.keys(RULE_KINDS), description: 'What the rule looks at.' })
  kind: AlertRule['kind'];

  @ApiProperty({ enum: ['critical', 'warning', 'info'], description: 'As the settings say.' })
  severity: AlertRule['severity'];

  @ApiProperty({
    enum: ['pending', 'firing'],
    description: 'firing: it fires for at least one item. pending: it has not held for `forMinutes` yet.',
  })
  state: 'pending' | 'firing';

  @Time('Since when it is in this state: the oldest of its items.')
  since: string;

  @Text('What it is about, with figures.', 'System health is 75 %, below 90 %: 5 of 20 workers failed')
  summary: string;

  @ApiProperty({ description: 'The figure that it looks at: percent, slots, zones or workers.', example: 75 })
  value: number;

  @ApiProperty({ type: [AlertItemDto], description: 'At most 100; those that fire first, the oldest first.' })
  items: AlertItemDto[];

  @Count('For how many workers or zones it holds, named or not; 1 for a rule on the fleet.')
  total: number;

  @MaybeTime('Until then it sends nothing; null where it is not muted.')
  mutedUntil: string | null;

  @MaybeTime('When its last message was written; null where there was none.')
  lastSentAt: string | null;

  @MaybeTime('When it is told again if it still fires; null where nothing is due.')
  nextReminderAt: string | null;
}

/** A rule that sends nothing for a time, whether it fires or not. */
export class MuteDto {
  @Text('The name of the rule.', 'fleet-health')
  rule: string;

  @Time('When the mute ends.')
  until: string;

  @MaybeText('Why it is muted.', 'Kernel update of eu-1')
  reason: string | null;

  @ApiProperty({ enum: ['operator', 'settings'], description: 'Who muted it.' })
  by: 'operator' | 'settings';
}

/** A webhook, without its secrets. */
export class AlertWebhookDto {
  @Text('Its name in the settings; its host where it has none.', 'ops')
  name: string;

  @Text('Where it is.', 'hooks.example.com')
  host: string;

  @Count('Messages that wait to be delivered.')
  waiting: number;

  @MaybeTime('When the next one is tried; null where none waits.')
  nextAttemptAt: string | null;

  @MaybeTime('When one was tried last.')
  lastAttemptAt: string | null;

  @MaybeTime('When one was delivered last.')
  lastDeliveredAt: string | null;

  @MaybeText('Why the last one that failed did.', 'Answered 500')
  lastError: string | null;

  @MaybeTime('When that was.')
  lastErrorAt: string | null;
}

/** What fires now and since when. */
export class AlertsDto {
  @ApiProperty({ type: [AlertDto], description: 'Rules that hold, in the order of the settings.' })
  alerts: AlertDto[];

  @ApiProperty({ type: [MuteDto], description: 'Rules that are muted.' })
  mutes: MuteDto[];

  @ApiProperty({ type: [AlertWebhookDto], description: 'Who is told.' })
  webhooks: AlertWebhookDto[];

  @MaybeTime('When the rules were evaluated last, the one the longest ago; null before the first time.')
  evaluatedAt: string | null;

  @Time('When this was read.')
  generatedAt: string;
}
