import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';

const ROOT = join(import.meta.dirname, '../..');
const ADDRESS = 'http://127.0.0.1:8080';
/** How long figures may be outdated, on a busy machine. */
const PATIENCE_MS = 20_000;

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.md'),
);
const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...docs.map((name) => `docs/${name}`),
];

describe.each(['README.md', 'docs/api.md'])('The curl round of %s', (page) => {
  let server: TestServer;
  const { setUp, steps } = roundOf(read(page));
  /** The server's values in place of those on the page: ids and cursors that later commands use. */
  const answered = new Map<string, string>();
  // No sweep comes between two steps, however busy the machine is.
  beforeAll(async () => {
    server = await startTestServer({
      settings: { 'jobscheduler.worker.health-check-interval-ms': 86_400_000 },
    });
  });
  // No worker is late before the round is over, however busy the machine is.
  beforeEach(() =>
    server.database.query(`UPDATE worker_registration.worker_state SET due_at = now() + interval '1 hour'`),
  );
  afterAll(() => server.close());

  it('exists', () => {
    expect(steps.length).toBeGreaterThan(1);
  });

  it.each(steps)('$title', async ({ command, status, shown }) => {
    const written = [...answered].reduce((text, [old, now]) => text.replaceAll(old, now), command);
    const script = `${setUp}\n${written}`.replaceAll(ADDRESS, server.url);
    const requests = curlsOf(script);
    let answer: { status: number; text: string } | undefined;
    for (const request of requests) answer = await send(request);
    expect(answer?.status).toBe(status);
    if (shown === undefined) return;
    let asTold = asShown(JSON.parse(answer!.text), shown);
    // Figures of the fleet are counted once for all requests within a while: earlier ones may be returned
    // first.
    if (/\/(health\/(system|summary)|capacity)/.test(command)) {
      const deadline = performance.now() + PATIENCE_MS;
      await until(async () => {
        asTold = asShown(JSON.parse((await send(requests.at(-1)!)).text), shown);
        return isDeepStrictEqual(masked(asTold), masked(shown)) || performance.now() > deadline;
      });
    }
    expect(masked(asTold)).toEqual(masked(shown));
    const values = leavesOf(asTold);
    for (const [index, old] of leavesOf(shown).entries()) {
      if (isName(old) && old !== values[index]) answered.set(old, String(values[index]));
    }
  });
});

describe('The pages', () => {
  it.each(pages)('of %s contain no broken links', (page) => {
    const links = [...prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
    const broken = links.filter(
      (target) => !/^(https?|mailto):/.test(target) && !leadsSomewhere(page, target),
    );
    expect(broken).toEqual([]);
  });

  it('name the purpose of each package of package.json, and no other package', () => {
    const { dependencies, optionalDependencies, devDependencies } = packageFile('package.json');
    const ofServer = packageFile('packages/server/package.json').dependencies;
    const heads = [...read('docs/dependencies.md').matchAll(/^- (`[^:]+`):/gm)].map(([, head]) => head!);
    const named = heads.flatMap((head) => [...head.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    const installed = Object.keys({
      ...dependencies,
      ...optionalDependencies,
      ...devDependencies,
      ...ofServer,
    });
    expect(new Set(named)).toEqual(new Set(installed));
  });
});

describe('The example of docs/module.md', () => {
  it('compiles', () => {
    const example = /```ts\n([^]*?)\n```/.exec(read('docs/module.md'))![1]!;
    expect(faultsOf(example)).toEqual([]);
  });
});

const packageFile = (path: string) => JSON.parse(read(path)) as Record<string, Record<string, string>>;

interface Step {
  readonly title: string;
  readonly command: string;
  readonly status: number;
  readonly shown: unknown;
}

/**
 * The commands between `<!-- round -->` and `<!-- end -->`, with the status in the text before each, and the
 * answer after it.
 */
function roundOf(page: string): { setUp: string; steps: Step[] } {
  const round = /<!-- round -->\n([^]*?)<!-- end -->/.exec(page)?.[1] ?? '';
  const parts = [...round.matchAll(/([^]*?)```(sh|json|text)\n([^]*?)\n```/g)].map(
    ([, text, language, code]) => ({ text: text!, language, code: code! }),
  );
  const setUp = parts.filter(({ language, code }) => language === 'sh' && !code.includes('curl '));
  const steps = parts.flatMap(({ text, language, code }, index) => {
    if (language !== 'sh' || !code.includes('curl ')) return [];
    const after = parts[index + 1];
    const status = Number([...text.matchAll(/`(\d{3})`/g)].at(-1)?.[1]);
    const shown = after === undefined || after.language === 'sh' ? undefined : parseTrimmed(after.code);
    const title = code.replaceAll(/\s+/g, ' ').slice(0, 100);
    return [{ title, command: code, status, shown }];
  });
  return { setUp: setUp.map(({ code }) => code).join('\n'), steps };
}

/** Parses JSON in which `…` at the end of an object or a list marks omitted parts. */
function parseTrimmed(code: string): unknown {
  return JSON.parse(code.replaceAll(/…(?=\s*\})/g, '"…": "…"').replaceAll(/…(?=\s*\])/g, '"…"'));
}

interface Curl {
  readonly args: readonly string[];
  readonly input: string;
}

/** Runs a script with a stub for curl that records its arguments and input. */
function curlsOf(script: string): Curl[] {
  const curl = `curl() { for each in "$@"; do printf '%s\\001' "$each"; done; cat; printf '\\002'; }`;
  const output = execFileSync('sh', ['-e', '-c', `${curl}\n${script}`], { input: '', encoding: 'utf8' });
  return output
    .split('\u0002')
    .slice(0, -1)
    .map((call) => call.split('\u0001'))
    .map((parts) => ({ args: parts.slice(0, -1), input: parts.at(-1)! }));
}

/** Sends a request like curl, for the options that the pages use. */
async function send({ args, input }: Curl): Promise<{ status: number; text: string }> {
  const headers: Record<string, string> = {};
  let method: string | undefined;
  let body: string | undefined;
  let url: string | undefined;
  for (const rest = [...args]; rest.length > 0; ) {
    const word = rest.shift()!;
    if (word === '-X') method = rest.shift();
    else if (word === '-d' || word === '--data-binary') body = rest.shift();
    else if (word === '-H') {
      const [name, value] = rest.shift()!.split(': ');
      headers[name!] = value!;
    } else if (word.startsWith('-')) throw new Error(`The test does not know curl ${word}`);
    else url = word;
  }
  if (body === '@-') body = input;
  const sent = { method: method ?? (body === undefined ? 'GET' : 'POST'), headers };
  const response = await fetch(url!, body === undefined ? sent : { ...sent, body });
  return { status: response.status, text: await response.text() };
}

/** Reduces an answer to what the page shows: an object or a list that ends in `…` stands for a longer one. */
function asShown(told: unknown, shown: unknown): unknown {
  if (Array.isArray(told) && Array.isArray(shown)) {
    if (shown.at(-1) !== '…') return told.map((each, index) => asShown(each, shown[index]));
    const kept = told.slice(0, shown.length - 1).map((each, index) => asShown(each, shown[index]));
    return told.length < shown.length ? kept : [...kept, '…'];
  }
  if (!isObject(told) || !isObject(shown)) return told;
  const names = Object.keys(told);
  const kept = '…' in shown ? names.filter((name) => name in shown) : names;
  const part = Object.fromEntries(kept.map((name) => [name, asShown(told[name], shown[name])]));
  return kept.length < names.length ? { ...part, '…': '…' } : part;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An id or a cursor: long enough to be unambiguous in a command. */
const isName = (value: unknown): value is string => typeof value === 'string' && value.length > 15;

/** Ids, times, cursors, tokens and the time until the next heartbeat differ each time. */
const masked = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g, 'an id')
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'a time')
      .replaceAll(/"(seq|nextCursor)":"[^"]+"/g, '"$1":"a place"')
      .replaceAll(/"intervalSeconds":[\d.]+/g, '"intervalSeconds":"some"')
      .replaceAll(/"accessToken":"[\w-]+\.[\w-]+\.[\w-]+"/g, '"accessToken":"a token"'),
  );

/** Returns all values, in an order that is the same for two values of one shape. */
const leavesOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, each]) => leavesOf(each))
    : [value];

/** Returns a page without its code, in which brackets have another meaning. */
const prose = (page: string): string => page.replaceAll(/```[^]*?```/g, '').replaceAll(/`[^`\n]*`/g, '');

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(ROOT, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).includes(anchor);
}

/** Returns anchors of headings as GitHub generates them. */
const anchorsOf = (page: string): string[] =>
  [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Returns the compiler errors of a program that imports this package. */
function faultsOf(source: string): string[] {
  const { config } = ts.parseConfigFileTextToJson('tsconfig.json', read('tsconfig.json'));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const paths = { 'worker-registration': [join(ROOT, 'dist/index.d.ts')] };
  const file = join(ROOT, 'example.ts');
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (path) => (path === file ? source : readFile(path));
  const program = ts.createProgram([file], { ...options, paths, noEmit: true }, host);
  const faults = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
  return faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
