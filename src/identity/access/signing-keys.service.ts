import { Injectable } from '@nestjs/common';
import { requireCommand, withWarnings } from '../../platform/validation/require-body.js';
import { SigningKeyStore } from '../store/signing-key.store.js';
import { SigningKeys } from '../signing-keys.js';
import {
  RotateSigningKeysDto,
  type RotatedSigningKeysDto,
  type SigningKeyListDto,
} from './dto/signing-key.dto.js';

/** Lists the keys that sign tokens and sessions, and rotates them on request. */
@Injectable()
export class SigningKeysService {
  constructor(
    private readonly store: SigningKeyStore,
    private readonly keys: SigningKeys,
  ) {}

  async listSigningKeys(): Promise<SigningKeyListDto> {
    const rows = await this.store.listKeys();
    await this.keys.requireKey();
    const { kid: signer } = this.keys.current;
    return {
      signingKeys: rows.map(({ kid, generation, sealed, created_at }) => ({
        kid,
        generation,
        createdAt: created_at.toISOString(),
        sealed,
        signs: kid === signer,
      })),
    };
  }

  /** @throws DomainError `validation_failed` */
  async rotateSigningKeys(body: unknown, actor = 'service'): Promise<RotatedSigningKeysDto> {
    const { value, warnings } = requireCommand(RotateSigningKeysDto, body ?? {});
    const { revokeOld = false } = value;
    const { kid, revoked } = await this.keys.rotateNow(revokeOld, actor);
    return withWarnings({ kid, revoked, ...(await this.listSigningKeys()) }, warnings);
  }
}
