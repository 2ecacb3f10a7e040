import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Door } from '../../test/support/doors.js';
import { ANSWER, answerTo, H, UNSAFE, worker } from '../../test/support/hostile-answers.js';
import { visible } from '../agent/visible.js';
import { Failure } from './failure.js';
import { createProgram } from './program.js';
import { styled, Styled } from './styled.js';

/** The arguments of each command that calls a server; undefined for the others. */
const COMMANDS: Readonly<Record<string, readonly (readonly string[])[] | undefined>> = {
  serve: undefined,
  migrate: undefined,
  agent: undefined,
  mcp: undefined,
  demo: undefined,
  completion: undefined,
  complete: ['get', 'ops show', 'guard show', 'alerts mute', 'list --zone', 'list --version'].map((line) => [
    '--',
    ...line.split(' '),
    '',
  ]),
  // It requires a terminal, and shows the lines of `health`.
  watch: [[]],
  list: [[], ['--suspect']],
  get: [[H]],
  timeline: [[H]],
  diff: [[H, H]],
  stats: [['--by', H]],
  zones: [[]],
  versions: [[]],
  hosts: [[]],
  why: [[], [H]],
  health: [[], [H], ['--exit-code']],
  // The page of a worker; no browser opens without a terminal.
  open: [[], [H]],
  wait: [[H, '--for', 'gone', '--timeout', '0s']],
  'jobs list': [[H]],
  'jobs claim': [[H, '--capability', H, '--tag', H, '--zone', H]],
  'jobs assign': [[H, H]],
  'jobs end': [[H, H]],
  login: undefined,
  'context list': [[]],
  'context use': [[H]],
  'context remove': [[H, '--yes']],
  'config client': [[]],
  'config service': [[]],
  register: [['worker-1'], [H, H]],
  import: [['fleet.ndjson'], ['fleet.ndjson', '--dry-run'], [H], ['fleet.ndjson', '--encoding', H]],
  drain: [
    ['--zone', H, '--reason', H, '--wait', '--yes'],
    ['--zone', H, '--wait', '--dry-run'],
    [H],
    [H, '--dry-run'],
    ['--zone', H, '--dry-run'],
    ['--zone', H],
  ],
  'ops list': [[]],
  'ops show': [[H], [H, '--done']],
  'ops wait': [[H]],
  'ops pause': [[H]],
  'ops resume': [[H]],
  'ops cancel': [[H]],
  'ops undo': [[H]],
  maintenance: [[H]],
  activate: [[H]],
  set: [
    [H, '--capacity', '2', '--tags', H, '--zone', H, '--unset', 'all', '--reason', H],
    [H, '--zone', H, '--dry-run'],
  ],
  deregister: [[H, '--yes']],
  acknowledge: [
    [H, '--reason', H],
    ['--all', '--reason', H, '--yes'],
    ['--zone', H, '--reason', H, '--yes'],
  ],
  restore: [
    [H],
    [H, '--reason', H],
    ['--cleanup', '22:42', '--reason', H, '--yes'],
    ['--cleanup', 'last', '--reason', H, '--yes'],
  ],
  delete: [[H, '--yes'], [H]],
  reconnect: [[H], ['--all']],
  cleanup: [['--yes']],
  events: [[], [H], ['--long']],
  capacity: [[], ['--pool', H, '--zone', H, '--horizon', H], ['--at', 'Mon 09:00']],
  warnings: [[], ['--ended', '--kind', H, '--zone', H, '--worker', H]],
  report: [[], ['access', '--zone', H], ['--day', '-o', 'md']],
  'alerts list': [[]],
  'alerts rules': [[]],
  'alerts mute': [[H, '--for', '2h', '--reason', H]],
  'alerts unmute': [[H]],
  'guard list': [[]],
  'guard show': [[H]],
  'guard hold': [[H, '--for', '5m', '--reason', H]],
  'guard release': [[H, '--reason', H]],
  'keys list': [[]],
  'keys create': [[H, '--role', H]],
  'keys make': [[H, '--role', H]],
  'keys revoke': [[H, '--yes']],
  'signing-keys list': [[]],
  'signing-keys rotate': [['--yes']],
  'tokens list': [[]],
  revoke: [[H, '--yes']],
  'tokens create': [[H]],
  'tokens make': [[H]],
  'tokens revoke': [[H, '--yes']],
};

const FORMS = [['--json'], ...['wide', 'json', 'ndjson', 'csv', 'yaml', 'name'].map((form) => ['-o', form])];

const namesOf = (command: Command, before: readonly string[] = []): string[] =>
  command.commands.flatMap((each) => {
    const path = [...before, each.name()];
    return each.commands.length > 0 ? namesOf(each, path) : path.join(' ');
  });

describe('The command line with hostile workers and servers', () => {
  const before = process.cwd();
  let folder: string;
  let door: Door;
  let answer: (url: string) => [status: number, body: object];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hostile-'));
    writeFileSync(
      join(folder, 'fleet.ndjson'),
      [
        JSON.stringify({ workerId: 'w-1', name: 'n', maxConcurrentJobs: 1, [H]: H }),
        JSON.stringify({ workerId: H, name: H, maxConcurrentJobs: 1 }),
        `{"workerId": "${H}`,
      ].join('\n'),
    );
    process.chdir(folder);
    const reply = (url: string, response: ServerResponse): void => {
      const [status, body] = answer(url);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    door = await Door.http(({ url }, response) => reply(url!, response));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.exitCode = 0;
  });
  afterAll(async () => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
    await door.close();
  });

  /** Returns what a command writes, and its final line. */
  const written = async (args: readonly string[]): Promise<string> => {
    const all: string[] = [];
    for (const stream of [process.stdout, process.stderr])
      jest.spyOn(stream, 'write').mockImplementation((text) => (all.push(String(text)), true));
    jest.spyOn(process, 'once').mockReturnThis();
    await createProgram()
      .parseAsync(['node', 'cli', ...args, '--server', `127.0.0.1:${door.port}`])
      .catch((error: unknown) => {
        if (!(error instanceof Failure) && (error as Error).name !== 'CommanderError') throw error;
      });
    return all.join('');
  };
  const unsafeIn = (text: string): string[] => text.split('\n').filter((line) => UNSAFE.test(line));

  it('has a row in this table for each command', () => {
    expect(Object.keys(COMMANDS).toSorted()).toEqual(namesOf(createProgram()).toSorted());
  });

  const calls = Object.entries(COMMANDS).flatMap(([name, all]) =>
    (all ?? []).flatMap((args) => [
      { title: [name, ...args].map(visible).join(' '), args: [...name.split(' '), ...args] },
      ...FORMS.map((form) => ({
        title: `${name} ${form.join(' ')}`,
        args: [...name.split(' '), ...args, ...form],
      })),
    ]),
  );
  it.each(calls)('writes no control sequences to a terminal: $title', async ({ args }) => {
    answer = (url) => [200, answerTo(url)];
    expect(unsafeIn(await written(args))).toEqual([]);
    answer = () => [400, { code: H, message: H, remedy: H }];
    expect(unsafeIn(await written(args))).toEqual([]);
  });

  it('shows the characters that it escapes, and JSON with the same meaning', async () => {
    answer = () => [200, { ...ANSWER, workers: [{ ...worker, workerId: '\u001b[8m\u202e' }] }];
    expect(await written(['list'])).toContain(String.raw`\u001b[8m\u202e`);
    const json = await written(['list', '--json']);
    expect(JSON.parse(json)).toMatchObject({ workerId: '\u001b[8m\u202e' });
  });
});

describe('Text with colours of the program', () => {
  it('has no other control sequences', () => {
    const green = Styled.painted(H, (text) => `\u001b[32m${text}\u001b[39m`);
    const { ansi } = styled`${green} ${H}`;
    expect(ansi.replace('\u001b[32m', '').replace('\u001b[39m', '')).not.toMatch(UNSAFE);
  });
});
