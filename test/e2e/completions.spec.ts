import { join } from 'node:path';
import { registration } from '../factories/registration.factory.js';
import { CommandLine } from '../support/built-command-line.js';
import { CompletingShell, type ShellName } from '../support/shells.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

/** Lines whose last word is completed, with all that is offered. */
const LINES: readonly [line: string, offered: readonly string[]][] = [
  ['wr drai', ['drain']],
  ['wr ops und', ['undo']],
  ['wr keys ', ['list', 'create', 'revoke']],
  ['wr drain --max', ['--max-unavailable']],
  ['wr ops list --stat', ['--state']],
  ['wr ops list --zo', []],
  ['wr get rack:', ['rack:7']],
  ['wr list --zone eu', ['eu-west-1a']],
  ['wr list --version 2', ['2.5.1']],
  ['wr import fle', ['fleet.yaml']],
  ['wr drain --file fle', ['fleet.yaml']],
];

describe('The completion of', () => {
  let server: TestServer;
  let cli: CommandLine;
  beforeAll(async () => {
    server = await startTestServer({ settings: { 'jobscheduler.worker.reconnect-enabled': false } });
    const worker = registration({ workerId: 'rack:7', zone: 'eu-west-1a', version: '2.5.1' });
    await server.api.post('/register', worker);
    cli = await CommandLine.at(server.url);
  });
  afterAll(async () => {
    await cli.close();
    await server.close();
  });

  it.each<ShellName>(['bash', 'zsh', 'fish'])('%s offers commands, options and values', async (name) => {
    const { out } = await cli.run(['completion', name]);
    const main = join(import.meta.dirname, '..', '..', 'dist', 'cli', 'main.js');
    const program = `WORKER_REGISTRATION_SERVER=${server.url} exec ${process.execPath} ${main} "$@"`;
    const shell = await CompletingShell.open(name, out, program).catch((error: Error) => error);
    if (shell instanceof Error) return console.warn(`Not tested: ${shell.message}`);
    const offered = await shell.offered(LINES.map(([line]) => line));
    await shell.close();
    expect(offered).toEqual(Object.fromEntries(LINES.map(([line, all]) => [line, [...all].toSorted()])));
  });
});
