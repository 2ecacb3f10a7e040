import type { InstancePort } from '../instance.js';
import { classOf, KEPT_TEXTS } from '../instance.js';
import type { Action, ShownInstance } from './shown-instance.js';

/** Names that an element may have; Netflix's clients send no others as keys of metadata. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Characters that XML 1.0 cannot contain, not even escaped. */
// oxlint-disable-next-line no-control-regex -- It looks for them.
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

export const escapeXml = (text: string): string =>
  text.replaceAll(IMPOSSIBLE, '').replaceAll(/[&<>"\r]/g, (each) => ESCAPES[each]!);

/** Returns an instance as XML without its end: {@link xmlEnd} says what has become of it. */
export function xmlBeginning({
  instance,
  status,
  overridden,
  registeredAt,
  lastRegisteredAt,
}: ShownInstance): string {
  const { dataCenter } = instance;
  const kept = KEPT_TEXTS.filter((name) => instance[name] !== undefined);
  return [
    '<instance>',
    element('instanceId', instance.instanceId),
    element('hostName', instance.hostName),
    element('app', instance.app),
    element('ipAddr', instance.ipAddr),
    element('status', status),
    element('overriddenstatus', overridden),
    port('port', instance.port),
    port('securePort', instance.securePort),
    '<countryId>1</countryId>',
    `<dataCenterInfo class="${classOf(dataCenter)}">${element('name', dataCenter.name)}`,
    ...(dataCenter.metadata === undefined ? [] : [metadata(dataCenter.metadata)]),
    '</dataCenterInfo><leaseInfo>',
    element('renewalIntervalInSecs', instance.renewalSeconds),
    element('durationInSecs', instance.leaseSeconds),
    element('registrationTimestamp', registeredAt),
    element('lastRenewalTimestamp', lastRegisteredAt),
    '<evictionTimestamp>0</evictionTimestamp>',
    element('serviceUpTimestamp', registeredAt),
    '</leaseInfo>',
    metadata(instance.metadata),
    ...kept.map((name) => element(name, instance[name]!)),
    '<isCoordinatingDiscoveryServer>false</isCoordinatingDiscoveryServer>',
    element('lastUpdatedTimestamp', lastRegisteredAt),
    element('lastDirtyTimestamp', instance.dirtyAt ?? lastRegisteredAt),
  ].join('');
}

/** The rest of {@link xmlBeginning}. */
export const xmlEnd = (action: Action): string => `<actionType>${action}</actionType></instance>`;

export const element = (name: string, value: string | number): string =>
  `<${name}>${escapeXml(String(value))}</${name}>`;

const port = (name: string, { number, enabled }: InstancePort): string =>
  `<${name} enabled="${enabled}">${number}</${name}>`;

const metadata = (entries: Readonly<Record<string, string>>): string =>
  `<metadata>${Object.entries(entries)
    .filter(([key]) => NAME.test(key))
    .map(([key, value]) => element(key, value))
    .join('')}</metadata>`;
