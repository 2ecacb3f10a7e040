import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TYPES } from '../../src/journal/event-types.js';
import {
  MINUTES_ALIAS,
  MINUTES_ALIAS_TAKES,
  MINUTES_ALIAS_TARGET,
  settingKeys,
  type SettingKey,
} from '../../src/platform/config/setting-keys.js';
import { fileKeyOf } from '../../src/platform/config/secret-files.js';
import { variableOf } from '../../src/platform/config/variables.js';
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

  it('in api.md lists each type of event in the journal, and no other', () => {
    const [events = ''] =
      /\| type +\| what happened[^]*?\n\n/.exec(readFileSync(join(DOCS, 'api.md'), 'utf8')) ?? [];
    const told = [...events.matchAll(/^\| `([^`]+)`/gm)].map(([, type]) => type);
    expect(new Set(told)).toEqual(new Set(Object.keys(EVENT_TYPES)));
  });
});

function filledIn(page: string, contents: Record<string, () => string>): string {
  return Object.entries(contents).reduce((text, [name, render]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!place.test(text)) throw new Error(`The page has no place for "${name}"`);
    return text.replace(place, (_all, start: string, end: string) => `${start}\n${render()}\n\n${end}`);
  }, page);
}

function errors(): string {
  const rows = Object.entries(errorTable).map(([code, { status, title, remedy }]) => [
    `\`${code}\``,
    String(status),
    title,
    remedy,
  ]);
  return table(['code', 'status', 'title', 'remedy'], rows);
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
  const rows = settingKeys
    .filter((entry) => entry.group === group)
    .flatMap((entry) => (entry.key === MINUTES_ALIAS_TARGET ? [row(entry), alias()] : [row(entry)]));
  return table(['key', 'environment variable', 'values', 'default', 'meaning'], rows);
}

const row = ({ key, variable, setting }: SettingKey): string[] => [
  `\`${key}\``,
  `\`${variable}\`${setting.secret ? `, \`${variableOf(fileKeyOf(key))}\`` : ''}`,
  setting.takes,
  shown(setting.fallback),
  setting.meaning,
];

const alias = (): string[] => [
  `\`${MINUTES_ALIAS}\``,
  `\`${variableOf(MINUTES_ALIAS)}\``,
  MINUTES_ALIAS_TAKES,
  '',
  'The same in minutes; used if only it is set.',
];

function shown(fallback: unknown): string {
  if (fallback === undefined) return 'unset';
  if (!Array.isArray(fallback)) return `\`${JSON.stringify(fallback).replaceAll('"', '')}\``;
  return fallback.length === 0 ? 'none' : fallback.map((each) => `\`${each}\``).join(', ');
}

/** Aligned columns, as the formatter wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
