import type { IncomingHttpHeaders } from 'node:http';
import { acceptedTypes, prefersGzip } from '../../../platform/http/accepted.js';
import { hashCodeOf, type Changed, type Entry } from '../registry.js';
import type { InstanceStatus } from '../instance.js';
import { jsonEnd } from './instance-json.js';
import { element, xmlEnd } from './instance-xml.js';
import type { Action } from './shown-instance.js';

export type Format = 'json' | 'xml';

export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
};

/** What a client reads. */
export interface Form {
  readonly format: Format;
  /** Compressed with gzip, unless it is short. */
  readonly isPacked: boolean;
}

/** As in Eureka: XML unless the client names a type of JSON. */
export const formOf = (headers: IncomingHttpHeaders): Form => ({
  format: acceptedTypes(headers).some((type) => type.toLowerCase().includes('json')) ? 'json' : 'xml',
  isPacked: prefersGzip(headers),
});

/** Clients take it as the version of the format. */
const VERSION = '1';

const COMMA = Buffer.from(',');
const CLOSE = Buffer.from('}');

const ENDS: Readonly<Record<Format, Readonly<Record<Action, Buffer>>>> = {
  json: endsBy(jsonEnd),
  xml: endsBy(xmlEnd),
};

function endsBy(write: (action: Action) => string): Record<Action, Buffer> {
  const endOf = (action: Action): Buffer => Buffer.from(write(action));
  return { ADDED: endOf('ADDED'), MODIFIED: endOf('MODIFIED'), DELETED: endOf('DELETED') };
}

/** Returns the pieces of applications with some of their instances. */
export function applicationsPieces(format: Format, changed: readonly Changed[], hashCode: string): Buffer[] {
  const [begin, end] =
    format === 'json'
      ? [
          `{"applications":{"versions__delta":"${VERSION}","apps__hashcode":"${hashCode}","application":[`,
          ']}}',
        ]
      : [
          `<applications><versions__delta>${VERSION}</versions__delta><apps__hashcode>${hashCode}</apps__hashcode>`,
          '</applications>',
        ];
  const pieces = [Buffer.from(begin)];
  for (const [name, those] of byApplication(changed)) {
    if (format === 'json' && pieces.length > 1) pieces.push(COMMA);
    pushApplication(pieces, format, name, those);
  }
  pieces.push(Buffer.from(end));
  return pieces;
}

/** Returns the pieces of one application by itself. */
export function oneApplicationPieces(format: Format, name: string, entries: readonly Entry[]): Buffer[] {
  const pieces: Buffer[] = [];
  if (format === 'json') pieces.push(Buffer.from('{"application":'));
  pushApplication(pieces, format, name, entries.map(current));
  if (format === 'json') pieces.push(CLOSE);
  return pieces;
}

export const oneInstancePieces = (format: Format, entry: Entry): Buffer[] =>
  format === 'json'
    ? [Buffer.from('{"instance":'), entry.json, ENDS.json[entry.action], CLOSE]
    : [entry.xml, ENDS.xml[entry.action]];

/** An instance as it is, for answers that show no deletions. */
export const current = (entry: Entry): Changed => ({ entry, action: entry.action });

/** Returns the hash code of some instances. */
export function hashCodeAmong(entries: Iterable<Entry>): string {
  const counts = new Map<InstanceStatus, number>();
  for (const { shown } of entries) counts.set(shown.status, (counts.get(shown.status) ?? 0) + 1);
  return hashCodeOf(counts);
}

function pushApplication(pieces: Buffer[], format: Format, name: string, changed: readonly Changed[]): void {
  const isJson = format === 'json';
  pieces.push(
    Buffer.from(
      isJson ? `{"name":${JSON.stringify(name)},"instance":[` : `<application>${element('name', name)}`,
    ),
  );
  for (const [index, { entry, action }] of changed.entries()) {
    if (isJson && index > 0) pieces.push(COMMA);
    pieces.push(entry[format], ENDS[format][action]);
  }
  pieces.push(Buffer.from(isJson ? ']}' : '</application>'));
}

function byApplication(changed: readonly Changed[]): Map<string, Changed[]> {
  const applications = new Map<string, Changed[]>();
  for (const each of changed) {
    const those = applications.get(each.entry.app);
    if (those === undefined) applications.set(each.entry.app, [each]);
    else those.push(each);
  }
  return applications;
}
