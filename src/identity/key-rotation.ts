import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../platform/config/settings.js';
import { Duties } from '../platform/scheduling/duties.js';
import { counted } from '../platform/text/counted.js';
import { SigningKeys } from './signing-keys.js';

const INTERVAL_MS = 3_600_000;

/** So long an expired token still proves whose it is, at the least. */
const PROOF_MS = 30 * 86_400_000;

/** Makes the next signing key when the newest is old, and drops those that nobody needs any more. */
@Injectable()
export class KeyRotation implements OnApplicationBootstrap {
  private readonly logger = new Logger('SigningKeys');
  private readonly lifetimeMs: number;

  constructor(
    private readonly keys: SigningKeys,
    private readonly duties: Duties,
    @Inject(SETTINGS) { auth }: Settings,
  ) {
    this.lifetimeMs = auth.tokenLifetimeMinutes * 60_000;
  }

  onApplicationBootstrap(): void {
    this.duties.start({ name: 'rotate-signing-keys', intervalMs: INTERVAL_MS, run: () => this.run() });
  }

  async run(): Promise<void> {
    if (await this.keys.rotate()) this.logger.log('A new signing key was made; it signs in five minutes');
    const dropped = await this.keys.drop(this.lifetimeMs + PROOF_MS);
    if (dropped > 0) this.logger.log(`${counted(dropped, 'signing key')} dropped, whose tokens have ended`);
  }
}
