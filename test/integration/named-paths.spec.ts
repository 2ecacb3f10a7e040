import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const exists = (path: string): boolean => existsSync(join(ROOT, path));
const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'test/README.md',
  ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
];

/** Paths that are made by a command, and Git ignores. */
const MADE = new Set(['bench/results/']);

describe('The paths that a page names', () => {
  it.each(pages)('exist: %s', (page) => {
    const paths = namesIn(read(page))
      .filter((name) => /^(src|test|docs|bench|ops|config|model|scripts)\/[\w./-]*$/.test(name))
      .filter((path) => !MADE.has(path));
    expect(paths.filter((path) => !exists(path) && !exists(`${path}.spec.ts`))).toEqual([]);
  });
});

describe('The walk of CONTRIBUTING.md', () => {
  const [walk = ''] = /## Find your way[^]*?(?=\n## )/.exec(read('CONTRIBUTING.md')) ?? [];
  const questions = walk.split(/^### /m).slice(1);

  it('answers four questions', () => {
    expect(questions.map((text) => text.split('\n')[0])).toHaveLength(4);
  });

  it.each(questions.map((text) => ({ question: text.split('\n')[0]!, text })))(
    'names what the linked files contain, and files beside them: $question',
    ({ text }) => {
      const files = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, path]) => path!);
      const sources = files.map(read).join('\n');
      const isIn = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(sources);
      const isBeside = (name: string): boolean => files.some((file) => exists(join(dirname(file), name)));
      const names = namesIn(text).filter((name) => /^[A-Za-z]\w+$/.test(name));
      const beside = namesIn(text).filter((name) => /^[\w-]+\.(ts|sql)$/.test(name));
      expect([...names.filter((name) => !isIn(name)), ...beside.filter((name) => !isBeside(name))]).toEqual(
        [],
      );
      expect(files.length).toBeGreaterThan(1);
    },
  );
});

describe('The services of docs/module.md', () => {
  const items = [...read('docs/module.md').matchAll(/^- `(\w+Service)`: ([^]*?)(?=\n- |\n\n)/gm)];
  const library = read('src/index.ts');
  const files = new Map(
    [...library.matchAll(/export \{ (\w+Service)\b[^}]*\} from '\.\/(.+)\.js'/g)].map(([, name, path]) => [
      name!,
      `src/${path}.ts`,
    ]),
  );

  it.each(items.map(([, service, text]) => ({ service: service!, text: text! })))(
    'have the methods that it names: $service',
    ({ service, text }) => {
      const source = read(files.get(service)!);
      const methods = [...text.matchAll(/`(\w+)\([^`]*\)`/g)].map(([, method]) => method!);
      expect(methods.length).toBeGreaterThan(0);
      expect(methods.filter((method) => !new RegExp(`^  (async )?${method}\\(`, 'm').test(source))).toEqual(
        [],
      );
    },
  );
});

function namesIn(page: string): string[] {
  return [...page.replaceAll(/```[^]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(([, name]) => name!);
}
