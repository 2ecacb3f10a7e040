import type { ReportedStatus } from '../../fleet/worker.js';
import { validationFailed } from '../../platform/errors/domain-error.js';
import {
  statusOfReported,
  reportedOf,
  splitWorkerId,
  workerIdOf,
  type EurekaInstance,
  type InstanceStatus,
} from './instance.js';
import { Entry } from './registry.js';
import type { InstanceRow } from './store/instance.store.js';
import { isObject } from '../../platform/validation/is-object.js';
import { readInstance } from './wire/read-instance.js';
import type { ShownInstance } from './wire/shown-instance.js';

/**
 * Returns a worker as an instance.
 * @throws DomainError `validation_failed` for one whose capability describes none
 */
export function entryOf(row: InstanceRow): Entry {
  const instance = describedBy(row);
  const ordered: InstanceStatus | undefined = row.orderKind === null ? undefined : 'OUT_OF_SERVICE';
  const shown: ShownInstance = {
    instance,
    status: ordered ?? ownStatusOf(instance, row.reportedStatus),
    overridden: ordered ?? 'UNKNOWN',
    registeredAt: row.registeredAt.getTime(),
    lastRegisteredAt: row.lastRegisteredAt.getTime(),
  };
  return new Entry(row.id, row.workerId, row.terms, shown, row.mark, row.reportedStatus);
}

/** Returns the status without an order: `UP` only if the description and the last report both say so. */
export function ownStatusOf({ status: described }: EurekaInstance, last: ReportedStatus): InstanceStatus {
  const reported = statusOfReported(last);
  if (described === undefined) return reported;
  return reported === 'UP' || reportedOf(described) === last ? described : reported;
}

/**
 * A worker that registered by the API may leave out what its workerId or its description says. The workerId alone decides which
 * instance it is, as that is what keys and join tokens are limited by: no worker can be seen in place of another.
 */
function describedBy(row: InstanceRow): EurekaInstance {
  const { described, workerId, hostName, hostAddress, port } = row;
  const named = splitWorkerId(workerId);
  const given = isObject(described) ? described : { app: described };
  const defaults = {
    ...named,
    hostName,
    ipAddr: hostAddress,
    ...(port !== null && { port }),
  };
  const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const instance = readInstance({ ...defaults, ...stated }, undefined);
  if (workerIdOf(instance.app, instance.instanceId) !== workerId)
    throw validationFailed([
      {
        field: 'capabilities.eureka',
        message: `The workerId must be APP@instanceId, here ${workerIdOf(instance.app, instance.instanceId)}`,
      },
    ]);
  const { vipAddress = instance.app.toLowerCase() } = instance;
  return { ...instance, vipAddress };
}
