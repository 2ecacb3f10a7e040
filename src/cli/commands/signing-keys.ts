import type { Command } from 'commander';
import type { RotatedSigningKeysDto, SigningKeyListDto } from '../../identity/access/dto/signing-key.dto.js';
import { counted } from '../../platform/text/counted.js';
import { confirm } from '../confirm.js';
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

  asksServer(keys.command('list').summary('list the keys')).action(
    async (_options: object, command: Command) => {
      const { client, out } = sessionOf(command);
      const answer = await client.get<SigningKeyListDto>(PATH);
      if (out.json) return out.document(answer);
      const rows = answer.signingKeys.map((key) => [
        String(key.generation),
        key.kid,
        key.createdAt,
        key.sealed ? 'encrypted' : 'plain',
        key.signs ? 'yes' : 'no',
      ]);
      out.table(['GENERATION', 'ID', 'MADE', 'STORED', 'SIGNS'], rows);
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
      if (out.json) return out.document(answer);
      const ended = answer.revoked === 0 ? '' : `; ${counted(answer.revoked, 'older key')} ended`;
      out.line(`Created signing key ${answer.kid}${ended}`);
    });
}
