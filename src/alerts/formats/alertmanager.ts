import { createHash } from 'node:crypto';
import type { AlertWebhook } from '../../platform/config/alert-settings.js';
import type { Payload } from '../payload.js';

type Labels = Readonly<Record<string, string>>;

/** What Alertmanager writes for an alert that has not ended. */
const NO_END = '0001-01-01T00:00:00Z';

/** Returns the body that Alertmanager sends to webhooks, version 4: each item is an alert. */
export function alertmanagerBody({ timestamp, data }: Payload, { name }: AlertWebhook): object {
  const { rule, kind, severity, summary, next, command, items, itemsTotal } = data;
  const commonLabels = { alertname: rule, kind, severity };
  const commonAnnotations = given({ summary, next, command });
  const alerts = items.map((item) => {
    const labels = { ...commonLabels, ...given({ worker: item.workerId, zone: item.zone }) };
    return {
      status: item.state,
      labels,
      annotations: { ...commonAnnotations, ...given({ reason: item.reason, message: item.message }) },
      startsAt: item.since ?? data.since,
      endsAt: item.state === 'resolved' ? timestamp : NO_END,
      generatorURL: '',
      fingerprint: fingerprintOf(labels),
    };
  });
  return {
    version: '4',
    groupKey: `{}:{alertname=${JSON.stringify(rule)}}`,
    truncatedAlerts: itemsTotal - items.length,
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    receiver: name,
    groupLabels: { alertname: rule },
    commonLabels,
    commonAnnotations,
    externalURL: '',
    alerts,
  };
}

/** Leaves out what is not known. */
const given = (labels: Readonly<Record<string, string | null | undefined>>): Labels =>
  Object.fromEntries(
    Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** Returns a value that is the same for the same labels, by which receivers recognise an alert. */
const fingerprintOf = (labels: Labels): string =>
  createHash('sha256').update(JSON.stringify(labels)).digest('hex').slice(0, 16);
