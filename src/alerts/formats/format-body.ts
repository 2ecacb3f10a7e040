import type { AlertWebhook } from '../../platform/config/alert-settings.js';
import type { Payload } from '../payload.js';
import { alertmanagerBody } from './alertmanager.js';
import { cloudEvent } from './cloud-event.js';
import { pagerDutyEvent } from './pager-duty.js';
import { slackMessage } from './slack.js';
import { teamsMessage } from './teams.js';

/** A message as a receiver gets it. */
export interface FormattedBody {
  readonly type: string;
  readonly body: string;
}

/** A message as it is stored: in the form of Standard Webhooks. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
}

type Write = (payload: Payload, webhook: AlertWebhook, id: string) => object;

const FORMATS: Readonly<Record<Exclude<AlertWebhook['format'], 'standard'>, Write>> = {
  alertmanager: alertmanagerBody,
  cloudevents: cloudEvent,
  pagerduty: pagerDutyEvent,
  slack: slackMessage,
  teams: teamsMessage,
};

/** Returns a stored message in the format of its webhook. */
export function formatBody(webhook: AlertWebhook, { id, body }: StoredMessage): FormattedBody {
  const { format } = webhook;
  if (format === 'standard') return { type: 'application/json', body };
  const written = FORMATS[format](JSON.parse(body) as Payload, webhook, id);
  const type = format === 'cloudevents' ? 'application/cloudevents+json' : 'application/json';
  return { type: `${type}; charset=utf-8`, body: JSON.stringify(written) };
}
