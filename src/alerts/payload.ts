import type { AlertRule } from '../platform/config/alert-settings.js';
import { sentenceOf } from '../journal/sentences.js';
import { adviceOf } from './advice.js';
import type { Findings, Subject } from './findings.js';
import { isFiring, type Item, type Message, type MessageType } from './group.js';

/** Maximum number of items in a message and in a response; all are counted. */
export const MAX_ITEMS = 100;

/** The body of a webhook message, in the form that Standard Webhooks recommends. */
export interface Payload {
  readonly type: MessageType;
  /** When it was created; the header webhook-timestamp says when it was sent. */
  readonly timestamp: string;
  readonly data: {
    readonly rule: string;
    readonly kind: AlertRule['kind'];
    readonly severity: AlertRule['severity'];
    /** Since when it fires: the oldest of the items. */
    readonly since: string;
    readonly summary: string;
    /** The sentence with which the journal, the dashboard and the command line report the same. */
    readonly sentence: string;
    /** What happens without an operator, and the command that shows the cause; omitted once it is resolved. */
    readonly next?: string;
    readonly command?: string;
    readonly value: number;
    /** Number of workers or zones for which it holds now, listed or not. */
    readonly total: number;
    /** Changes since the last message; in a reminder, everything that fires. Up to {@link MAX_ITEMS}. */
    readonly items: readonly (Subject & { readonly state: 'firing' | 'resolved' })[];
    /** Number of items without that limit. */
    readonly itemsTotal: number;
  };
}

/** The event of each message in the journal; a reminder repeats the first. */
const EVENTS: Readonly<Record<MessageType, string>> = {
  'alert.firing': 'alert-firing',
  'alert.reminder': 'alert-firing',
  'alert.resolved': 'alert-resolved',
};

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
      sentence: sentenceOf({ type: EVENTS[type], detail: { rule: rule.name, summary } }),
      ...(type !== 'alert.resolved' &&
        adviceOf(
          rule.kind,
          items.filter(isFiring).map(({ subject }) => subject),
        )),
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
