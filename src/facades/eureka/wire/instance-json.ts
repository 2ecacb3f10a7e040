import { classOf, KEPT_TEXTS, type EurekaInstance, type InstancePort } from '../instance.js';
import type { Action, ShownInstance } from './shown-instance.js';

/** Returns an instance in the form of Netflix's JSON, as its worker stores it. */
export function storedForm(instance: EurekaInstance): Record<string, unknown> {
  const { status, startedAt, dirtyAt } = instance;
  return {
    ...descriptionOf(instance),
    ...(status !== undefined && { status }),
    ...(startedAt !== undefined && { lastUpdatedTimestamp: startedAt }),
    ...(dirtyAt !== undefined && { lastDirtyTimestamp: dirtyAt }),
  };
}

/** Returns an instance as JSON without its end: {@link jsonEnd} says what has become of it. */
export function jsonBeginning(shown: ShownInstance): string {
  const { instance, status, overridden, registeredAt, lastRegisteredAt } = shown;
  const { leaseInfo, ...description } = descriptionOf(instance);
  return JSON.stringify({
    ...description,
    status,
    overriddenStatus: overridden,
    // As older clients of Java read it.
    overriddenstatus: overridden,
    countryId: 1,
    leaseInfo: {
      ...leaseInfo,
      registrationTimestamp: registeredAt,
      lastRenewalTimestamp: lastRegisteredAt,
      evictionTimestamp: 0,
      serviceUpTimestamp: registeredAt,
    },
    isCoordinatingDiscoveryServer: 'false',
    lastUpdatedTimestamp: String(lastRegisteredAt),
    lastDirtyTimestamp: String(instance.dirtyAt ?? lastRegisteredAt),
  }).slice(0, -1);
}

/** The rest of {@link jsonBeginning}. */
export const jsonEnd = (action: Action): string => `,"actionType":"${action}"}`;

function descriptionOf(instance: EurekaInstance) {
  const { dataCenter, renewalSeconds, leaseSeconds } = instance;
  const kept = KEPT_TEXTS.filter((name) => instance[name] !== undefined);
  return {
    instanceId: instance.instanceId,
    app: instance.app,
    hostName: instance.hostName,
    ipAddr: instance.ipAddr,
    port: portOf(instance.port),
    securePort: portOf(instance.securePort),
    dataCenterInfo: {
      '@class': classOf(dataCenter),
      name: dataCenter.name,
      ...(dataCenter.metadata !== undefined && { metadata: dataCenter.metadata }),
    },
    leaseInfo: { renewalIntervalInSecs: renewalSeconds, durationInSecs: leaseSeconds },
    metadata: instance.metadata,
    ...Object.fromEntries(kept.map((name) => [name, instance[name]])),
  };
}

const portOf = ({ number, enabled }: InstancePort): object => ({ $: number, '@enabled': String(enabled) });
