import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingKeys } from '../../src/platform/config/setting-keys.js';
import { aliasOf } from '../../src/platform/config/variables.js';

const SRC = join(import.meta.dirname, '../../src');
const aliases = new Set(settingKeys.flatMap(({ key }) => aliasOf(key) ?? []));

it('Messages name the environment variable of a setting with its prefix', () => {
  const texts = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => [file, readFileSync(join(SRC, file), 'utf8')] as const);
  const wrong = texts.flatMap(([file, text]) =>
    [...text.matchAll(/\(([A-Z_]+)\)/g)].flatMap(([, name]) =>
      aliases.has(name!) ? [`${file}: ${name}`] : [],
    ),
  );
  expect(wrong).toEqual([]);
});
