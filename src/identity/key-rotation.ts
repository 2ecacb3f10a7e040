import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { MAX_MINUTES } from '../platform/config/setting.js';
import { Duties } from '../platform/scheduling/duties.js';
import { counted } from '../platform/text/counted.js';
import { PROOF_MS } from './identity.service.js';
import { SigningKeys } from './signing-keys.js';

const INTERVAL_MS = 3_600_000;

/**
 * Maximum lifetime of a token, whatever auth.token-lifetime-minutes says now: if it was reduced, earlier
 * tokens are still valid. About a dozen keys are kept, which are small.
 */
const LIFETIME_MS = MAX_MINUTES * 60_000;

/** Creates the next signing key when the newest is old, and deletes those that are no longer needed. */
@Injectable()
export class KeyRotation implements OnApplicationBootstrap {
  private readonly logger = new Logger('SigningKeys');

  constructor(
    private readonly keys: SigningKeys,
    private readonly duties: Duties,
  ) {}

  onApplicationBootstrap(): void {
    this.duties.addDuty({
      name: 'rotate-signing-keys',
      intervalMs: INTERVAL_MS,
      run: () => this.rotateKeys(),
    });
  }

  async rotateKeys(): Promise<void> {
    if (await this.keys.makeDueKey())
      this.logger.log('Created a new signing key; it signs from five minutes from now');
    const dropped = await this.keys.dropKeys(LIFETIME_MS + PROOF_MS);
    if (dropped > 0) this.logger.log(`${counted(dropped, 'signing key')} deleted, whose tokens have expired`);
  }
}
