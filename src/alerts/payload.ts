import type { AlertRule } from '../platform/config/alert-settings.js';
import type { Findings, Subject } from './findings.js';
import { isFiring, type Item, type Message, type MessageType } from './group.js';

/** So many items are named in a message and in an answer; all are counted. */
export const MAX_ITEMS = 100;

/** The body of a webhook, in the form that Standard Webhooks recommend. */
export interface Payload {
  readonly type: MessageType;
  /** When it was written; the header webhook-timestamp tells when it was sent. */
  readonly timestamp: string;
  readonly data: {
    readonly rule: string;
    readonly kind: AlertRule['kind'];
    readonly severity: AlertRule['severity'];
    /** Since when it fires: the oldest of the items. */
    readonly since: string;
    readonly summary: string;
    readonly value: number;
    /** For how many workers or zones it holds now, named or not. */
    readonly total: number;
    /** What changed since the last message; in a reminder, all that fires. At most {@link MAX_ITEMS}. */
    readonly items: readonly (Subject & { readonly state: 'firing' | 'resolved' })[];
    /** How many items there would be. */
    readonly itemsTotal: number;
  };
}

export function payloadOf(
  rule: Pick<AlertRule, 'name' | 'kind' | 'severity'>,
  { type, items }: Message,
  { value, summary, total }: Pick<Findings, 'value' | 'summary' | 'total'>,
  now: number,
): Payload {
  const since = Math.min(...items.map(({ firingSince }) => firingSince ?? now));
  return {
    type,
    timestamp: new Date(now).toISOString(),
    data: {
      rule: rule.name,
      kind: rule.kind,
      severity: rule.severity,
      since: new Date(since).toISOString(),
      summary,
      value,
      total,
      items: items.slice(0, MAX_ITEMS).map(itemOf),
      itemsTotal: items.length,
    },
  };
}

function itemOf(item: Item): Payload['data']['items'][number] {
  return { ...item.subject, state: isFiring(item) ? 'firing' : 'resolved' };
}
