import type { InstanceStatus } from '../instance.js';
import type { Entry } from '../registry.js';
import { ownStatusOf } from '../shown-row.js';
import { jsonBeginning, jsonEnd } from '../wire/instance-json.js';

/** Actions of items that peers replicate. */
export type ItemAction = 'Register' | 'Heartbeat' | 'Cancel' | 'StatusUpdate' | 'DeleteStatusOverride';

/** Returns the item of an instance that has left. */
export const cancelItem = (app: string, id: string): string =>
  JSON.stringify({ appName: app, id, action: 'Cancel' satisfies ItemAction });

/** Returns an item about an instance as it is now. */
export function itemText(action: Exclude<ItemAction, 'Cancel'>, entry: Entry): string {
  const { instance, overridden, lastRegisteredAt } = entry.shown;
  const head = JSON.stringify({
    appName: instance.app,
    id: instance.instanceId,
    lastDirtyTimestamp: instance.dirtyAt ?? lastRegisteredAt,
    status: action === 'StatusUpdate' ? overridden : ownStatus(entry),
    action,
  });
  return action === 'Register'
    ? `${head.slice(0, -1)},"instanceInfo":${plainJson(entry)}${jsonEnd('ADDED')}}`
    : head;
}

/**
 * Returns the JSON of an instance without an override, which has items of its own: one in a registration that is late would bring back
 * what the peer has just lifted.
 */
export const plainJson = (entry: Entry): string =>
  entry.shown.overridden === 'UNKNOWN'
    ? entry.json.toString()
    : jsonBeginning({ ...entry.shown, status: ownStatus(entry), overridden: 'UNKNOWN' });

const ownStatus = ({ shown, reported = 'ACTIVE' }: Entry): InstanceStatus =>
  ownStatusOf(shown.instance, reported);
