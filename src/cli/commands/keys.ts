import type { Command } from 'commander';
import type { ApiKeyListDto, NewApiKeyDto } from '../../identity/access/dto/api-key.dto.js';
import { list, whole } from '../arguments.js';
import { asksServer, sessionOf } from '../session.js';
import { revoke, showSecret } from './access.js';

const PATH = '/access/keys';

interface Making {
  role: string[];
  expiresInDays?: number;
}

export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .summary('API keys of people and programs')
    .description('API keys of people and programs.');

  asksServer(keys.command('list').summary('list them')).action(async (_options: object, command: Command) => {
    const { client, out } = sessionOf(command);
    const answer = await client.get<ApiKeyListDto>(PATH);
    if (out.json) return out.document(answer);
    if (answer.keys.length === 0) return out.note('No key.');
    const rows = answer.keys.map((key) => [
      key.name,
      key.roles.join(', '),
      key.expiresAt ?? 'never',
      key.createdBy,
      key.id,
    ]);
    out.table(['NAME', 'ROLES', 'EXPIRES', 'MADE BY', 'ID'], rows);
  });

  asksServer(keys.command('make').summary('make one'))
    .description('Makes a key and shows it, this once.')
    .argument('<name>')
    .requiredOption('--role <role,…>', 'viewer, operator, scheduler, gateway or admin', list)
    .option('--expires-in-days <n>', 'when it ends; never where left out', whole(1))
    .addHelpText(
      'after',
      '\nExample:\n  KEY=$(worker-registration keys make dashboard --role viewer --expires-in-days 365)',
    )
    .action(async (name: string, { role, expiresInDays }: Making, command: Command) => {
      const session = sessionOf(command);
      const answer = await session.client.post<NewApiKeyDto>(PATH, { name, roles: role, expiresInDays });
      showSecret(session, answer, answer.key, 'The key');
    });

  asksServer(keys.command('revoke').summary('revoke one'))
    .argument('<key>', 'its name or id')
    .option('-y, --yes', 'do not ask')
    .action(async (which: string, { yes }: { yes?: boolean }, command: Command) => {
      const session = sessionOf(command);
      const answer = await session.client.get<ApiKeyListDto>(PATH);
      await revoke(session, PATH, answer.keys, which, yes);
    });
}
