import type { AlertWebhook } from '../../platform/config/alert-settings.js';
import type { Payload } from '../payload.js';

/** Returns a CloudEvent 1.0 in the structured mode. */
export const cloudEvent = (
  { type, timestamp, data }: Payload,
  _webhook: AlertWebhook,
  id: string,
): object => ({
  specversion: '1.0',
  id,
  source: 'urn:worker-registration',
  type: `worker-registration.${type}`,
  subject: data.rule,
  time: timestamp,
  datacontenttype: 'application/json',
  data,
});
