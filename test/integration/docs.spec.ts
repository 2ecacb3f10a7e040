import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupOf } from '../../src/journal/event-groups.js';
import { EVENT_TYPES } from '../../src/journal/event-types.js';
import {
  MINUTES_ALIAS,
  MINUTES_ALIAS_TAKES,
  MINUTES_ALIAS_TARGET,
  settingKeys,
  type SettingKey,
} from '../../src/platform/config/setting-keys.js';
import { definitions } from '../../src/platform/config/settings.js';
import { validationFailed } from '../../src/platform/errors/domain-error.js';
import { errorTable } from '../../src/platform/errors/error-table.js';
import { problemOf } from '../../src/platform/errors/problem.js';

const DOCS = join(import.meta.dirname, '../../docs');

/** The generated content between `<!-- name -->` and the next `<!-- end -->` of a page, by its name. */
const parts: Record<string, Record<string, () => string>> = {
  'errors.md': { example: exampleOfAnError, errors: errors },
  'settings.md': Object.fromEntries(
    Object.keys(definitions).map((group) => [group, () => settingsOf(group)] as const),
  ),
};

describe('The documentation', () => {
  it.each(Object.keys(parts))('in %s equals the code; UPDATE_DOCS=1 rewrites it', (name) => {
    const page = join(DOCS, name);
    const expected = filledIn(readFileSync(page, 'utf8'), parts[name]!);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(page, expected);
    expect(readFileSync(page, 'utf8')).toBe(expected);
  });

  it('in events.md lists each type of event in the journal with its group, and no other', () => {
    const [, list = ''] =
      /By group:\n\n([^]*?)\n\n/.exec(readFileSync(join(DOCS, 'events.md'), 'utf8')) ?? [];
    const listed = list
      .split(/^- /m)
      .slice(1)
      .map(namesIn)
      .flatMap(([group, ...types]) => types.map((type) => `${group}: ${type}`));
    const expected = Object.keys(EVENT_TYPES).map((type) => `${groupOf(type)}: ${type}`);
    expect(listed.sort()).toEqual(expected.sort());
  });
});

const namesIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

function filledIn(page: string, contents: Record<string, () => string>): string {
  return Object.entries(contents).reduce((text, [name, render]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!place.test(text)) throw new Error(`The page has no place for "${name}"`);
    return text.replace(place, (_all, start: string, end: string) => `${start}\n${render()}\n\n${end}`);
  }, page);
}

function errors(): string {
  const entries = Object.entries(errorTable);
  const statuses = [...new Set(entries.map(([, { status }]) => status))].sort((one, other) => one - other);
  return statuses
    .map((each) => {
      const kinds = entries.filter(([, { status }]) => status === each);
      return `**${each}**\n\n${kinds.map(([code, { title }]) => `- \`${code}\`: ${title}.`).join('\n')}`;
    })
    .join('\n\n');
}

function exampleOfAnError(): string {
  const failure = validationFailed([
    { field: 'workerId', message: 'Worker ID is required' },
    { field: 'port', message: 'Port must be between 1 and 65535' },
  ]);
  const fields = Object.entries(problemOf(failure)).map(([name, value]) =>
    name === 'errors'
      ? `  "errors": [\n${failure.details.errors!.map((each) => `    ${oneLine(each)}`).join(',\n')}\n  ]`
      : `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `\`\`\`json\n{\n${fields.join(',\n')}\n}\n\`\`\``;
}

const oneLine = (value: object): string =>
  `{ ${Object.entries(value)
    .map(([name, text]) => `${JSON.stringify(name)}: ${JSON.stringify(text)}`)
    .join(', ')} }`;

function settingsOf(group: string): string {
  return settingKeys
    .filter((entry) => entry.group === group)
    .flatMap((entry) => (entry.key === MINUTES_ALIAS_TARGET ? [line(entry), alias()] : [line(entry)]))
    .join('\n');
}

const line = ({ key, setting }: SettingKey): string =>
  `- \`${key}\`${shown(setting.fallback)}${accepted(key, setting.takes)}: ${setting.meaning}${setting.secret ? ' Secret.' : ''}`;

const alias = (): string =>
  `- \`${MINUTES_ALIAS}\`${accepted(MINUTES_ALIAS, MINUTES_ALIAS_TAKES)}: The same in minutes; used if only it is set.`;

function shown(fallback: unknown): string {
  if (fallback === undefined) return '';
  if (!Array.isArray(fallback)) return ` = \`${JSON.stringify(fallback).replaceAll('"', '')}\``;
  return fallback.length === 0 ? '' : ` = ${fallback.map((each) => `\`${nameOf(each)}\``).join(', ')}`;
}

/** Returns the name of a default rule, and other values as they are. */
const nameOf = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : String(value);

/** What the page's introduction, the default, or the meaning of the setting shows. */
const NO_MENTION = new Set([
  'true or false',
  'a text',
  'a name',
  'a folder',
  'an address to listen on, such as 127.0.0.1',
  'a list of CIDRs such as 10.0.0.0/8',
  'the name of a claim, with dots for nested objects',
]);

/** Returns what a setting accepts, in brackets, without a unit that its key names. */
function accepted(key: string, takes: string): string {
  if (NO_MENTION.has(takes)) return '';
  const named = `${key.replaceAll('-', ' ')} `.replace(' ms ', ' milliseconds ');
  const [bracket, unit = ''] = /\(([^)]+)\) /.exec(takes) ?? [];
  const isNamed = named.toLowerCase().includes(` ${unit.toLowerCase()} `);
  return ` (${rangeOf(isNamed ? takes.replace(bracket!, '() ') : takes)})`;
}

/** Shortens "a whole number (seconds) from 1 to 60" to "1–60 seconds", a URL to its protocols, and a choice to its values. */
const rangeOf = (takes: string): string =>
  takes
    .replace(/^a whole number \((.*)\) from (\S+) to (\S+)$/, '$2–$3 $1')
    .replace(/^a number \((.*)\) from (\S+) to (\S+)$/, '$2–$3 $1, fractions')
    .replace(/^a number \((.*)\) from (\S+)$/, 'from $2 $1, fractions')
    .replace(/ (?=,|$)/, '')
    .replace(/^a URL that begins with (.+) and has a number as its port, if any$/, '$1')
    .replace(/^the path of a /, '')
    .replace(/^a URL that begins with https:.*$/, 'https://')
    .replace(/; %2C for .*$/, ', percent-encoded')
    .replace(/^an API key: .*$/, '`wrk_…`')
    .replace(/^one of (.+)$/, (_all, values: string) => inCode(values.split(', ')))
    .replace(/^a list of (\w+) as in (docs\/.+)$/, '$2');

const inCode = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ');
