import type { Command } from 'commander';
import type { ApiKeyDto, ApiKeyListDto, ApiKeyWithSecretDto } from '../../identity/access/dto/api-key.dto.js';
import { list, whole } from '../arguments.js';
import { namedValues } from '../named-values.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
import { asksServer, sessionOf } from '../session.js';
import { EXIT, Failure, wrongUsage } from '../failure.js';
import { revoke, showSecret } from './access.js';

const PATH = '/access/keys';

interface Making {
  role?: string[];
  recover?: boolean;
  expiresInDays?: number;
  zone?: string;
  tag?: string;
  prefix?: string;
}

export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .summary('manage API keys')
    .description('Manages API keys of people and programs.');

  lists(keys.command('list').summary('list the keys')).action(
    async (options: ListOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      const answer = await client.get<ApiKeyListDto>(PATH);
      await printList(out, KEYS, [answer.keys], options, answer);
    },
  );

  createsKeys(keys.command('create'));
  // Its name in earlier versions.
  createsKeys(keys.command('make', { hidden: true }));
  asksServer(keys.command('revoke').summary('revoke a key'))
    .argument('<key>', 'name or id of the key')
    .option('-y, --yes', 'skip the confirmation')
    .action(async (which: string, { yes }: { yes?: boolean }, command: Command) => {
      const session = sessionOf(command);
      const answer = await session.client.get<ApiKeyListDto>(PATH);
      await revoke(session, PATH, answer.keys, which, yes);
    });
}

const createsKeys = (command: Command): Command =>
  asksServer(command.summary('create a key'))
    .description('Creates a key and shows it once.')
    .argument('<name>')
    .option('--role <role,…>', 'viewer, operator, registrar, scheduler, gateway or admin', list)
    .option('--expires-in-days <n>', 'days until it expires; by default never', whole(1))
    .option('--zone <zone>', 'limit it to workers of this zone; empty: workers without a zone')
    .option('--tag <tag>', 'limit it to workers with this tag')
    .option('--prefix <prefix>', 'limit it to workers whose workerId has this prefix')
    .option(
      '--recover',
      'create an admin key directly in the database, if no admin key is left; needs DATABASE_URL',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  KEY=$(worker-registration keys create dashboard --role viewer --expires-in-days 365)' +
        '\n  KEY=$(worker-registration keys create render-ops --role operator --zone eu-1 --prefix render-)',
    )
    .action(async (name: string, { recover, ...wish }: Making, command: Command) => {
      const { role, expiresInDays, zone, tag, prefix } = wish;
      const session = sessionOf(command);
      if (recover) {
        if ([zone, tag, prefix].some((each) => each !== undefined))
          throw wrongUsage('An admin key cannot be limited', 'Omit --zone, --tag and --prefix.');
        // It needs a part of the service itself, which no other command should load.
        await import('reflect-metadata');
        const { recoverAdminKey } = await import('../../server/recover-admin-key.js');
        const made = await recoverAdminKey(name).catch((error: unknown) => {
          throw recoveryFailure(error);
        });
        return showSecret(session, made, made.key, 'The admin key');
      }
      if (role === undefined) throw wrongUsage('A key requires roles', 'For example, add --role viewer.');
      const body = { name, roles: role, expiresInDays, zone, tag, workerIdPrefix: prefix };
      const answer = await session.client.post<ApiKeyWithSecretDto>(PATH, body);
      showSecret(session, answer, answer.key, 'The key');
    });

const KEYS: Listing<ApiKeyDto> = {
  key: 'keys',
  nameOf: ({ name }) => name,
  none: 'No keys.',
  columns: [
    { name: 'name', of: ({ name }) => name },
    { name: 'roles', of: ({ roles }) => roles.join(' ') },
    { name: 'limited to', of: limitOf },
    {
      name: 'expires',
      of: ({ expiresAt }) => expiresAt,
      shown: ({ expiresAt }, out) => out.formatTime(expiresAt) ?? 'never',
    },
    {
      name: 'created',
      of: ({ createdAt }) => createdAt,
      shown: (key, out) => out.formatTime(key.createdAt),
      wide: true,
    },
    { name: 'created by', of: ({ createdBy }) => createdBy },
    { name: 'id', of: ({ id }) => id },
  ],
};

/** Formats the part of the fleet that a key is limited to; earlier versions of the server omit it. */
function limitOf({ zone, tag, workerIdPrefix }: Partial<ApiKeyDto>): string {
  return namedValues({ zone, tag, workerId: workerIdPrefix && `${workerIdPrefix}*` }, 'nothing');
}

function recoveryFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { remedy = '' } = error as { remedy?: string };
  return new Failure(error.message, remedy, EXIT.failed);
}
