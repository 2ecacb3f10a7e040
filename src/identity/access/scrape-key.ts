import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { ApiKeyStore } from '../store/api-key.store.js';
import { readSecret } from './secret-text.js';

const NAME = 'scrape';

/** Stores the API key of `auth.scrape-key`, so that Prometheus and the service can be given the same secret before the first start. */
@Injectable()
export class ScrapeKey implements OnApplicationBootstrap {
  private readonly logger = new Logger('Access');

  constructor(
    private readonly store: ApiKeyStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { mode, scrapeKey } = this.settings.auth;
    if (mode === 'open' || scrapeKey === undefined) return;
    const secret = readSecret(scrapeKey)!;
    if (await this.store.makeScrapeKey(secret, NAME))
      this.logger.log(`Created the API key of auth.scrape-key, with role viewer (id ${secret.id})`);
    else if (!(await this.store.readApiKeys()).some(({ id }) => id === secret.id))
      this.logger.warn(`The key of auth.scrape-key was not stored: revoke the API key named ${NAME} first`);
  }
}
