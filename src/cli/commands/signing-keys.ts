import type { Command } from 'commander';
import type { RotatedSigningKeysDto, SigningKeyListDto } from '../../identity/access/dto/signing-key.dto.js';
import { counted } from '../../platform/text/counted.js';
import { confirm } from '../confirm.js';
import type { Listing, ListOptions } from '../listing/listing.js';
import { lists, printList } from '../listing/print-list.js';
import { asksServer, sessionOf } from '../session.js';

const PATH = '/access/signing-keys';

interface Rotating {
  revokeOld?: boolean;
  yes?: boolean;
}

export function addSigningKeys(program: Command): void {
  const keys = program
    .command('signing-keys')
    .summary('manage the keys that sign tokens and sessions')
    .description('Manages the keys that sign the tokens of workers and the sessions of people.');

  lists(keys.command('list').summary('list the keys')).action(
    async (options: ListOptions, command: Command) => {
      const { client, out } = sessionOf(command);
      const answer = await client.get<SigningKeyListDto>(PATH);
      await printList(out, SIGNING_KEYS, [answer.signingKeys], options, answer);
    },
  );

  asksServer(keys.command('rotate').summary('create a new key'))
    .description('Creates a new signing key. It signs once all instances know it, after five minutes.')
    .option('--revoke-old', 'end the older keys immediately, with every token and session that they signed')
    .option('-y, --yes', 'skip the confirmation')
    .action(async ({ revokeOld = false, yes }: Rotating, command: Command) => {
      const { client, out } = sessionOf(command);
      if (revokeOld) await confirm('End every worker token and every session?', yes);
      const answer = await client.post<RotatedSigningKeysDto>(`${PATH}/rotate`, { revokeOld });
      if (out.json) return out.writeDocument(answer);
      const ended = answer.revoked === 0 ? '' : `; ${counted(answer.revoked, 'older key')} ended`;
      out.writeLine(`Created signing key ${answer.kid}${ended}`);
    });
}

const SIGNING_KEYS: Listing<SigningKeyListDto['signingKeys'][number]> = {
  key: 'signingKeys',
  nameOf: ({ kid }) => kid,
  none: 'No signing keys.',
  columns: [
    { name: 'generation', of: ({ generation }) => generation },
    { name: 'id', of: ({ kid }) => kid },
    { name: 'created', of: ({ createdAt }) => createdAt, shown: (key, out) => out.formatTime(key.createdAt) },
    { name: 'stored', of: ({ sealed }) => (sealed ? 'encrypted' : 'plain') },
    { name: 'signs', of: ({ signs }) => (signs ? 'yes' : 'no') },
  ],
};
