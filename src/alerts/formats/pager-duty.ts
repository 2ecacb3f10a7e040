import type { AlertWebhook } from '../../platform/config/alert-settings.js';
import { plainText } from '../../platform/text/plain-text.js';
import type { Payload } from '../payload.js';

/** Maximum length of a summary, by PagerDuty's Events API. */
const MAX_SUMMARY = 1024;

/** Returns an event of PagerDuty's Events API, version 2. One rule is one incident, which ends when the rule does. */
export function pagerDutyEvent({ type, timestamp, data }: Payload, { routingKey }: AlertWebhook): object {
  const { rule, severity, summary, items, ...rest } = data;
  return {
    routing_key: routingKey,
    event_action: type === 'alert.resolved' ? 'resolve' : 'trigger',
    dedup_key: `worker-registration/${rule}`,
    client: 'worker-registration',
    payload: {
      summary: plainText(`${rule}: ${summary}`, MAX_SUMMARY),
      source: 'worker-registration',
      severity,
      timestamp,
      component: rule,
      class: data.kind,
      custom_details: { ...rest, items },
    },
  };
}
