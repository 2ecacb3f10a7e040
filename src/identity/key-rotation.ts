import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { MAX_MINUTES } from '../platform/config/setting.js';
import { Duties } from '../platform/scheduling/duties.js';
import { counted } from '../platform/text/counted.js';
import { PROOF_MS } from './identity.service.js';
import { SigningKeys } from './signing-keys.js';

const INTERVAL_MS = 3_600_000;

/**
 * The longest that a token may live, whatever auth.token-lifetime-minutes says now: where it was cut, the tokens from before
 * still count. That keeps a dozen keys, which are small.
 */
const LIFETIME_MS = MAX_MINUTES * 60_000;

/** Makes the next signing key when the newest is old, and drops those that nobody needs any more. */
@Injectable()
export class KeyRotation implements OnApplicationBootstrap {
  private readonly logger = new Logger('SigningKeys');

  constructor(
    private readonly keys: SigningKeys,
    private readonly duties: Duties,
  ) {}

  onApplicationBootstrap(): void {
    this.duties.start({ name: 'rotate-signing-keys', intervalMs: INTERVAL_MS, run: () => this.run() });
  }

  async run(): Promise<void> {
    if (await this.keys.rotate()) this.logger.log('A new signing key was made; it signs in five minutes');
    const dropped = await this.keys.drop(LIFETIME_MS + PROOF_MS);
    if (dropped > 0) this.logger.log(`${counted(dropped, 'signing key')} dropped, whose tokens have ended`);
  }
}
