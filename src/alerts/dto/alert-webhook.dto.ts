import { Count, MaybeText, MaybeTime, Text } from './alert-properties.js';

/** A webhook, without its secrets. */
export class AlertWebhookDto {
  @Text('Its name in the settings; its host if it has no name.', 'ops')
  name: string;

  @Text('Its address.', 'hooks.example.com')
  host: string;

  @Count('Number of messages waiting for delivery.')
  waiting: number;

  @MaybeTime('When the next attempt is due; null if no message waits.')
  nextAttemptAt: string | null;

  @MaybeTime('Time of the last attempt.')
  lastAttemptAt: string | null;

  @MaybeTime('Time of the last successful delivery.')
  lastDeliveredAt: string | null;

  @MaybeText('Error of the last failed attempt.', 'Answered 500')
  lastError: string | null;

  @MaybeTime('Time of the last failed attempt.')
  lastErrorAt: string | null;
}
