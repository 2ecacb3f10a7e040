import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { ApiKeyStore } from '../store/api-key.store.js';
import { newSecret } from './secret-text.js';

const NAME = 'first-admin';

/** In the token mode nobody could make the first key: the service makes it where no admin's is left, and shows it once. */
@Injectable()
export class FirstKey implements OnApplicationBootstrap {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly store: ApiKeyStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { auth, log } = this.settings;
    // A key that nobody can see would lock everybody out for good.
    if (auth.mode === 'open' || log.level === 'silent') return;
    const secret = newSecret('key');
    if (!(await this.store.makeFirst(secret, NAME))) return;
    const level = log.level === 'error' || log.level === 'fatal' ? log.level : 'warn';
    this.logger[level]({
      msg:
        `The first API key, with the role admin, shown this once: ${secret.text} ` +
        '- make keys of your own with it (POST /access/keys), then revoke it.',
      // By this field whoever ships the log finds the one line that holds a secret.
      firstKey: true,
    });
  }
}
