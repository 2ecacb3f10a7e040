import type { Command } from 'commander';
import { commandLineEnvironment } from '../../platform/config/command-line.js';
import { changeConfigFile, readConfigFile } from '../config-file.js';
import { confirm } from '../confirm.js';
import { wrongUsage } from '../failure.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { printList, withColumns } from '../listing/print-list.js';
import { outputOf, printsList, asksOutput } from '../session.js';
import { withoutPassword } from '../settings.js';

interface Row {
  readonly name: string;
  readonly server: string;
  readonly hasKey: boolean;
  readonly current: boolean;
}

/** The commands for the servers that the configuration file names; `login` adds one. */
export function addContexts(program: Command): void {
  const contexts = program
    .command('context')
    .alias('contexts')
    .summary('list and choose servers')
    .description('Lists and chooses the servers that `login` has stored.');

  withColumns(
    asksOutput(printsList(contexts.command('list', { isDefault: true }).summary('list the contexts'))),
  )
    .option('--sort <column>', 'sort by this column; -<column>: descending')
    .action(async (options: ListOptions, command: Command) => {
      const { contexts: named, current } = readConfigFile(commandLineEnvironment().configFile);
      const rows = Object.entries(named).map(([name, { server, key }]) => ({
        name,
        server: withoutPassword(server ?? ''),
        hasKey: key !== undefined,
        current: name === current,
      }));
      await printList(outputOf(command), CONTEXTS, [rows], options);
    });

  asksOutput(contexts.command('use').summary('choose the context of all further commands'))
    .argument('<name>')
    .action((name: string, _options: object, command: Command) => {
      const file = known(name);
      changeConfigFile(file, (document) => document.set('current', name));
      done(command, { current: name }, `${name} is the current context`);
    });

  asksOutput(contexts.command('remove').alias('rm').summary('remove a context with its key'))
    .argument('<name>')
    .option('-y, --yes', 'skip the confirmation')
    .action(async (name: string, { yes }: { yes?: boolean }, command: Command) => {
      const file = known(name);
      await confirm(`Remove the context ${name} with its key?`, yes);
      const { current } = readConfigFile(file);
      changeConfigFile(file, (document) => {
        document.deleteIn(['contexts', name]);
        if (current === name) document.delete('current');
      });
      done(command, { removed: name }, `Removed ${name}`);
    });
}

/** @throws Failure (usage) if the file has no such context */
function known(name: string): string {
  const { configFile } = commandLineEnvironment();
  const { contexts } = readConfigFile(configFile);
  if (!Object.hasOwn(contexts, name))
    throw wrongUsage(`There is no context ${name}`, '`context list` shows all of them.');
  return configFile;
}

function done(command: Command, document: object, line: string): void {
  const out = outputOf(command);
  if (out.json) out.writeDocument(document);
  else out.writeLine(line);
}

const CONTEXTS: Listing<Row> = {
  key: 'contexts',
  nameOf: ({ name }) => name,
  none: 'No contexts. `login` creates one.',
  columns: [
    { name: 'current', of: ({ current }) => current, shown: ({ current }) => (current ? '*' : '') },
    { name: 'name', of: ({ name }) => name },
    { name: 'server', of: ({ server }) => server },
    { name: 'key', of: ({ hasKey }) => hasKey, shown: ({ hasKey }) => (hasKey ? 'stored' : 'none') },
  ],
};
