import type { Command } from 'commander';
import type {
  JoinTokenDto,
  JoinTokenPageDto,
  NewJoinTokenDto,
} from '../../identity/access/dto/join-token.dto.js';
import { list, whole } from '../arguments.js';
import type { Client } from '../client.js';
import { pages } from '../pages.js';
import { namedValues } from '../named-values.js';
import { asksServer, sessionOf } from '../session.js';
import { revoke, showSecret } from './access.js';

const PATH = '/access/join-tokens';

interface Making {
  uses?: number;
  expiresInMinutes?: number;
  tag?: string[];
  workerId?: string;
  zone?: string;
  capability?: string[];
  maxSlots?: number;
  cidr?: string[];
}

export function addTokens(program: Command): void {
  const tokens = program
    .command('tokens')
    .summary('join tokens of new workers')
    .description('Join tokens, by which new workers come in.');

  asksServer(tokens.command('list').summary('list them')).action(
    async (_options: object, command: Command) => {
      const { client, out } = sessionOf(command);
      const joinTokens = await all(client);
      if (out.json) return out.document({ joinTokens });
      if (joinTokens.length === 0) return out.note('No join token.');
      const rows = joinTokens.map((token) => [
        token.name,
        token.used === null ? 'not counted' : `${token.used}/${token.uses ?? '∞'}`,
        token.expiresAt,
        boundsOf(token),
        token.createdBy,
        token.id,
      ]);
      out.table(['NAME', 'USED', 'EXPIRES', 'BOUNDS', 'MADE BY', 'ID'], rows);
    },
  );

  asksServer(tokens.command('make').summary('make one'))
    .description('Makes a join token and shows it, this once.')
    .argument('<name>')
    .option('--uses <n>', 'how many processes may come in by it; any number where left out', whole(1))
    .option('--expires-in-minutes <n>', 'when it ends; after a day where left out', whole(1))
    .option('--tag <tag,…>', 'workers that came in by it have these tags and no others', list)
    .option('--worker-id <pattern>', 'they have a workerId of this pattern: * for any characters, ? for one')
    .option('--zone <zone>', 'they are in this zone; empty: in none')
    .option('--capability <capability,…>', 'they have these capabilities (java, java=17) and no others', list)
    .option('--max-slots <n>', 'the maximum of maxConcurrentJobs of each', whole(1))
    .option('--cidr <network,…>', 'they register from these networks', list)
    .addHelpText(
      'after',
      '\nAll bounds hold at later registrations by the own tokens of the workers too.' +
        '\n\nExample:\n  JOIN=$(worker-registration tokens make autumn-rollout --uses 100 --tag gpu' +
        " --worker-id 'render-*' --zone eu-1 --max-slots 8 --cidr 10.1.0.0/16)",
    )
    .action(async (name: string, wish: Making, command: Command) => {
      const session = sessionOf(command);
      const { uses, expiresInMinutes, zone, maxSlots } = wish;
      const lists = { tags: wish.tag, capabilities: wish.capability, cidrs: wish.cidr };
      const body = { name, uses, expiresInMinutes, workerIdPattern: wish.workerId, zone, maxSlots, ...lists };
      const answer = await session.client.post<NewJoinTokenDto>(PATH, body);
      showSecret(session, answer, answer.joinToken, 'The join token');
    });

  asksServer(tokens.command('revoke').summary('revoke one'))
    .argument('<token>', 'its name or id')
    .option('-y, --yes', 'do not ask')
    .action(async (which: string, { yes }: { yes?: boolean }, command: Command) => {
      const session = sessionOf(command);
      await revoke(session, PATH, await all(session.client), which, yes);
    });
}

/** What the workers of a join token may register with; servers of earlier versions tell of tags alone. */
function boundsOf(token: Partial<JoinTokenDto>): string {
  const bounds = {
    tags: token.tags?.join(','),
    workerId: token.workerIdPattern,
    zone: token.zone,
    capabilities: token.capabilities?.join(','),
    slots: token.maxSlots && `≤${token.maxSlots}`,
    from: token.cidrs?.join(','),
  };
  return namedValues(bounds, 'none');
}

async function all(client: Client): Promise<JoinTokenDto[]> {
  const tokens: JoinTokenDto[] = [];
  for await (const { items } of pages(
    client,
    PATH,
    {},
    Infinity,
    (page: JoinTokenPageDto) => page.joinTokens,
  ))
    tokens.push(...items);
  return tokens;
}
