import type { Command } from 'commander';
import type { SessionDto } from '../../identity/access/dto/session.dto.js';
import { commandLineEnvironment } from '../../platform/config/command-line.js';
import { Client } from '../client.js';
import { changeConfigFile } from '../config-file.js';
import { wrongUsage } from '../failure.js';
import { readSecret } from '../read-secret.js';
import { asksServer, sessionOf } from '../session.js';
import { connectionOf, sendable, urlOf, withoutPassword } from '../settings.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

export function addLogin(program: Command): void {
  asksServer(program.command('login').summary('store a server and its key as a context'))
    .description(
      `Asks for an API key, checks it, and stores it with the server as a context, which becomes the current one. The key is
read from a prompt that does not show it, or from standard input: never from the command line, which others can read.`,
    )
    .argument('[server]', 'address of the server; by default the one that all commands use')
    .option('--name <name>', 'name of the context; by default the host of the server')
    .option('--keyless', 'store no key, for a server in open mode')
    .addHelpText(
      'after',
      '\nExamples:\n  worker-registration login https://workers.example.org --name prod\n  worker-registration login --name prod < key-file',
    )
    .action(run);
}

async function run(
  given: string | undefined,
  { name: asked, keyless = false }: { name?: string; keyless?: boolean },
  command: Command,
): Promise<void> {
  const { connection, out } = sessionOf(command);
  const typed = given ?? connection.typed;
  const name = asked ?? urlOf(typed).host;
  if (!NAME.test(name))
    throw wrongUsage(
      `${JSON.stringify(name)} is no name of a context`,
      'Use up to 64 letters, digits and . _ : -, for example --name prod.',
    );
  if (command.optsWithGlobals<{ key?: string }>().key !== undefined)
    throw wrongUsage('login reads the key from a prompt or standard input', 'Omit --key.');
  const secret = keyless ? '' : await readSecret(`API key for ${withoutPassword(typed)}: `);
  if (!keyless && secret === '')
    throw wrongUsage('No key was given', 'For a server in open mode, use --keyless.');
  const key = secret === '' ? undefined : sendable(secret);
  const { api } = connectionOf({ server: typed, key: 'unused' });
  const client = new Client({ api, key, typed: withoutPassword(typed) });
  const session = await client.get<SessionDto>('/session');
  const { configFile } = commandLineEnvironment();
  changeConfigFile(configFile, (document) => {
    document.setIn(['contexts', name], { server: typed, ...(key === undefined ? {} : { key }) });
    document.set('current', name);
  });
  if (out.json)
    return out.writeDocument({ context: name, server: typed, account: session.name, roles: session.roles });
  const who = session.name === null ? 'without a key' : `as ${session.name} (${session.roles.join(', ')})`;
  out.writeLine(`Context ${name}: ${withoutPassword(typed)}, ${who}. It is the current context.`);
}
