import type { Command } from 'commander';
import { commandLineEnvironment } from '../../platform/config/command-line.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
import { sessionOf } from '../session.js';

interface Row {
  readonly setting: string;
  readonly value: unknown;
  readonly from?: string;
}

export function addConfig(program: Command): void {
  const config = program
    .command('config')
    .summary('show the settings of this program, or of the service')
    .description('Shows the settings in effect: of this program by default.');

  lists(
    config
      .command('client', { isDefault: true })
      .summary('server, key and context, and where each comes from'),
  ).action(async (options: ListOptions, command: Command) => {
    const { connection, out } = sessionOf(command);
    const { api, typed, key, context, from } = connection;
    const rows: Row[] = [
      { setting: 'context', value: context ?? null, from: from.context },
      { setting: 'server', value: typed, from: from.server },
      { setting: 'api', value: api, from: 'server' },
      { setting: 'key', value: key === undefined ? null : publicPartOf(key), from: from.key },
      { setting: 'file', value: commandLineEnvironment().configFile, from: 'XDG_CONFIG_HOME, or ~/.config' },
    ];
    await printList(out, { ...SETTINGS, columns: SETTINGS.columns }, [rows], options);
  });

  lists(config.command('service').summary('the settings of the service, without secrets'))
    .argument('[text]', 'only settings whose key contains this text')
    .action(async (text: string | undefined, options: ListOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      const settings = await client.get<Record<string, unknown>>('/config');
      const rows = Object.entries(settings)
        .filter(([setting]) => text === undefined || setting.includes(text.toLowerCase()))
        .map(([setting, value]) => ({ setting, value }));
      const columns = SETTINGS.columns.filter(({ name }) => name !== 'from');
      await printList(out, { ...SETTINGS, columns }, [rows], options);
    });
}

/** Shows which key it is, and nothing that lets anybody use it. */
function publicPartOf(key: string): string {
  const [, id] = /^(wrk_[0-9a-f]{16})_/.exec(key) ?? [];
  return id === undefined ? 'set' : `${id}_…`;
}

const SETTINGS: Listing<Row> = {
  key: 'settings',
  nameOf: ({ setting }) => setting,
  none: 'No settings.',
  columns: [
    { name: 'setting', of: ({ setting }) => setting },
    { name: 'value', of: ({ value }) => value },
    { name: 'from', of: ({ from }) => from },
  ],
};
