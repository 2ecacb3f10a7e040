import type { Command } from 'commander';
import type {
  JoinTokenDto,
  JoinTokenPageDto,
  JoinTokenWithSecretDto,
} from '../../identity/access/dto/join-token.dto.js';
import { list, whole } from '../arguments.js';
import type { Client } from '../client.js';
import { pages } from '../pages.js';
import { namedValues } from '../named-values.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
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
    .summary('manage join tokens')
    .description('Manages join tokens, which let new workers register.');

  lists(tokens.command('list').summary('list the tokens')).action(
    async (options: ListOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      await printList(out, TOKENS, [await all(client)], options);
    },
  );

  createsTokens(tokens.command('create'));
  // Its name in earlier versions.
  createsTokens(tokens.command('make', { hidden: true }));
  asksServer(tokens.command('revoke').summary('revoke a token'))
    .argument('<token>', 'name or id of the token')
    .option('-y, --yes', 'skip the confirmation')
    .action(async (which: string, { yes }: { yes?: boolean }, command: Command) => {
      const session = sessionOf(command);
      await revoke(session, PATH, await all(session.client), which, yes);
    });
}

const createsTokens = (command: Command): Command =>
  asksServer(command.summary('create a token'))
    .description('Creates a join token and shows it once.')
    .argument('<name>')
    .option(
      '--uses <n>',
      'maximum number of processes that may register with it; unlimited by default',
      whole(1),
    )
    .option('--expires-in-minutes <n>', 'minutes until it expires; by default a day', whole(1))
    .option('--tag <tag,…>', 'the only tags of workers that register with it', list)
    .option('--worker-id <pattern>', 'pattern of their workerIds: * for any characters, ? for one')
    .option('--zone <zone>', 'their zone; empty: none')
    .option('--capability <capability,…>', 'their only capabilities (java, java=17)', list)
    .option('--max-slots <n>', 'maximum of their maxConcurrentJobs', whole(1))
    .option('--cidr <network,…>', 'networks from which they register', list)
    .addHelpText(
      'after',
      '\nAll bounds also apply when the workers register again with their own tokens.' +
        '\n\nExample:\n  JOIN=$(worker-registration tokens create autumn-rollout --uses 100 --tag gpu' +
        " --worker-id 'render-*' --zone eu-1 --max-slots 8 --cidr 10.1.0.0/16)",
    )
    .action(async (name: string, wish: Making, command: Command) => {
      const session = sessionOf(command);
      const { uses, expiresInMinutes, zone, maxSlots } = wish;
      const lists = { tags: wish.tag, capabilities: wish.capability, cidrs: wish.cidr };
      const body = { name, uses, expiresInMinutes, workerIdPattern: wish.workerId, zone, maxSlots, ...lists };
      const answer = await session.client.post<JoinTokenWithSecretDto>(PATH, body);
      showSecret(session, answer, answer.joinToken, 'The join token');
    });

const TOKENS: Listing<JoinTokenDto> = {
  key: 'joinTokens',
  nameOf: ({ name }) => name,
  none: 'No join tokens.',
  columns: [
    { name: 'name', of: ({ name }) => name },
    {
      name: 'used',
      of: ({ used }) => used,
      shown: ({ used, uses }) => (used === null ? 'not counted' : `${used}/${uses ?? '∞'}`),
    },
    { name: 'uses', of: ({ uses }) => uses, wide: true },
    {
      name: 'expires',
      of: ({ expiresAt }) => expiresAt,
      shown: (token, out) => out.formatTime(token.expiresAt),
    },
    { name: 'bounds', of: boundsOf },
    { name: 'created by', of: ({ createdBy }) => createdBy },
    { name: 'id', of: ({ id }) => id },
  ],
};

/** Formats the bounds of a join token; earlier versions of the server have tags only. */
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
