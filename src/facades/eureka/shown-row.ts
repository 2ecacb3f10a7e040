import { statusOfReported, type EurekaInstance, type InstanceStatus } from './instance.js';
import { Entry } from './registry.js';
import type { InstanceRow } from './store/instance.store.js';
import { isObject, readInstance } from './wire/read-instance.js';
import type { ShownInstance } from './wire/shown-instance.js';

/** Returns a worker as an instance; undefined for one whose capability describes none. */
export function entryOf(row: InstanceRow): Entry | undefined {
  const instance = describedBy(row);
  if (instance === undefined) return undefined;
  const ordered: InstanceStatus | undefined = row.orderKind === null ? undefined : 'OUT_OF_SERVICE';
  const shown: ShownInstance = {
    instance,
    status: ordered ?? instance.status ?? statusOfReported(row.reportedStatus),
    overridden: ordered ?? 'UNKNOWN',
    registeredAt: row.registeredAt.getTime(),
    lastRegisteredAt: row.lastRegisteredAt.getTime(),
  };
  return new Entry(row.id, row.workerId, row.terms, shown, row.mark);
}

/** A worker that registered by the API may leave out what its description says, even all but the application. */
function describedBy(row: InstanceRow): EurekaInstance | undefined {
  const { described, workerId, hostName, hostAddress, port } = row;
  const given = isObject(described) ? described : { app: described };
  const defaults = {
    instanceId: workerId,
    hostName,
    ipAddr: hostAddress,
    vipAddress: String(given['app']).toLowerCase(),
    ...(port !== null && { port }),
  };
  try {
    return readInstance({ ...defaults, ...given }, undefined);
  } catch {
    return undefined;
  }
}
