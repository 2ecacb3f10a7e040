import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { ApiKeyStore } from '../store/api-key.store.js';
import { handOver } from './first-key-place.js';
import { newSecret, readSecret } from './secret-text.js';

const GIVEN = 'bootstrap';
const GENERATED = 'first-admin';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How long before the last admin key expires the log warns. */
const WARNED_DAYS = 14;

const RECOVERY =
  'set AUTH_BOOTSTRAP_KEY_FILE to a file with an API key and restart, or run ' +
  '"worker-registration keys create <name> --recover" with the DATABASE_URL of the service';

/**
 * Makes sure that the token mode has a working admin key. The first start creates one: that of
 * `auth.bootstrap-key`, or a new one that is shown on a terminal or written into a file, never into the log.
 * Later starts create none by themselves; if no admin key works any longer, they log how to recover.
 */
@Injectable()
export class FirstKey implements OnApplicationBootstrap {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly store: ApiKeyStore,
    private readonly duties: Duties,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { auth, data } = this.settings;
    if (auth.mode === 'open') return;
    if (auth.bootstrapKey === undefined) await this.generate(data.dir);
    else await this.storeKey(auth.bootstrapKey);
    this.duties.addDuty({ name: 'watch-admin-keys', intervalMs: HOUR_MS, run: () => this.checkAdmins() });
    await this.checkAdmins();
  }

  /** Logs a present or future lock-out. */
  async checkAdmins(): Promise<void> {
    const { usable, lasting, last_end: end } = await this.store.readAdmins();
    if (usable === 0) this.logger.error(`No API key with role admin works: ${RECOVERY}`);
    else if (lasting === 0 && end !== null && end.getTime() - Date.now() < WARNED_DAYS * DAY_MS)
      this.logger.warn(
        `The last API key with role admin expires at ${end.toISOString()}: create another one without an end before then`,
      );
  }

  private async storeKey(key: string): Promise<void> {
    const secret = readSecret(key)!;
    if (await this.store.makeFirst(secret, GIVEN, { evenExpired: false }))
      this.logger.log(`Created the API key of auth.bootstrap-key, with role admin (id ${secret.id})`);
  }

  private async generate(folder: string): Promise<void> {
    if ((await this.store.readAdmins()).total > 0) return;
    const secret = newSecret('key');
    const place = await handOver(secret.text, folder);
    if ('problem' in place) {
      this.logger.error(`The first API key cannot be handed over: ${place.problem}`);
      return;
    }
    if (await this.store.makeFirst(secret, GENERATED, { evenExpired: true })) {
      const where = await place.finish();
      this.logger.warn(
        `Created the first API key, with role admin (id ${secret.id}): it is ${where}. Create your own keys with it, then revoke it`,
      );
    } else await place.withdraw();
  }
}
