import { plainText } from '../../platform/text/plain-text.js';
import type { Payload } from '../payload.js';

type Item = Payload['data']['items'][number];

/** Maximum number of items that a chat message lists. */
const MAX_LISTED = 10;

const MAX_LINE = 300;

const STATES: Readonly<Record<Payload['type'], string>> = {
  'alert.firing': 'FIRING',
  'alert.reminder': 'STILL FIRING',
  'alert.resolved': 'RESOLVED',
};

/** Returns the headline of a chat message. */
export const headlineOf = ({ type, data }: Payload): string =>
  plainText(`${STATES[type]}: ${data.rule} (${data.severity})`, MAX_LINE);

/** Returns the lines below it: the summary, what follows, the command, and the items. Workers wrote parts of them. */
export function linesOf({ data }: Payload): string[] {
  const { summary, next, command, items, itemsTotal } = data;
  const listed = items.slice(0, MAX_LISTED);
  const named = listed.filter((item) => nameOf(item) !== undefined).map(lineOf);
  return [
    summary,
    ...(next === undefined ? [] : [next]),
    ...(command === undefined ? [] : [command]),
    ...named,
    ...(itemsTotal > listed.length ? [`… and ${itemsTotal - listed.length} more`] : []),
  ].map((line) => plainText(line, MAX_LINE));
}

/** Returns the worker or the zone that an item is about; undefined for the fleet. */
export const nameOf = ({ workerId, zone }: Item): string | undefined =>
  workerId ?? (zone === null || zone === undefined ? undefined : `zone ${zone}`);

function lineOf(item: Item): string {
  const { state, reason, message } = item;
  const said = message === undefined ? '' : ` (${message})`;
  return `• ${nameOf(item)} ${state}${reason === null ? '' : `: ${reason}`}${said}`;
}
