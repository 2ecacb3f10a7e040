import { hashCodeOf, type Changed, type Entry } from '../registry.js';
import type { InstanceStatus } from '../instance.js';
import { withAction } from './instance-json.js';
import { element, xmlWithAction } from './instance-xml.js';

export type Format = 'json' | 'xml';

export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
};

/** As in Eureka: XML unless the client names JSON. */
export const formatOf = (accept: string | undefined): Format =>
  accept?.toLowerCase().includes('json') === true ? 'json' : 'xml';

/** Clients take it as the version of the format. */
const VERSION = '1';

/** Writes applications with some of their instances. */
export function applicationsText(format: Format, changed: readonly Changed[], hashCode: string): string {
  const applications = [...byApplication(changed)].map(([name, those]) =>
    applicationText(format, name, those),
  );
  return format === 'json'
    ? `{"applications":{"versions__delta":"${VERSION}","apps__hashcode":"${hashCode}","application":[${applications.join(',')}]}}`
    : `<applications><versions__delta>${VERSION}</versions__delta><apps__hashcode>${hashCode}</apps__hashcode>${applications.join('')}</applications>`;
}

/** Writes one application by itself. */
export function oneApplicationText(format: Format, name: string, entries: readonly Entry[]): string {
  const text = applicationText(format, name, entries.map(current));
  return format === 'json' ? `{"application":${text}}` : text;
}

export const oneInstanceText = (format: Format, entry: Entry): string =>
  format === 'json'
    ? `{"instance":${instanceText('json', current(entry))}}`
    : instanceText('xml', current(entry));

/** An instance as it is, for answers that show no deletions. */
export const current = (entry: Entry): Changed => ({ entry, action: entry.action });

/** Returns the hash code of some instances. */
export function hashCodeAmong(entries: Iterable<Entry>): string {
  const counts = new Map<InstanceStatus, number>();
  for (const { shown } of entries) counts.set(shown.status, (counts.get(shown.status) ?? 0) + 1);
  return hashCodeOf(counts);
}

function applicationText(format: Format, name: string, changed: readonly Changed[]): string {
  const instances = changed.map((each) => instanceText(format, each));
  return format === 'json'
    ? `{"name":${JSON.stringify(name)},"instance":[${instances.join(',')}]}`
    : `<application>${element('name', name)}${instances.join('')}</application>`;
}

const instanceText = (format: Format, { entry, action }: Changed): string =>
  format === 'json' ? withAction(entry.json, action) : xmlWithAction(entry.xml, action);

function byApplication(changed: readonly Changed[]): Map<string, Changed[]> {
  const applications = new Map<string, Changed[]>();
  for (const each of changed) {
    const those = applications.get(each.entry.app);
    if (those === undefined) applications.set(each.entry.app, [each]);
    else those.push(each);
  }
  return applications;
}
