import type { Server } from 'node:https';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { StartError } from '../platform/errors/start-error.js';
import { TlsFiles } from './tls-files.js';

const INTERVAL_MS = 60_000;

/** Loads new certificate files without a restart. Open connections keep the old ones. */
@Injectable()
export class TlsRotation implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Tls');
  private interval: NodeJS.Timeout | undefined;

  constructor(
    private readonly files: TlsFiles,
    private readonly host: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    this.interval = setInterval(() => void this.reloadIfChanged(), INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.interval);
  }

  /** Looks for new files now. Invalid ones are logged once, and the old ones stay in use. */
  async reloadIfChanged(): Promise<void> {
    try {
      const options = await this.files.changed();
      if (options === undefined) return;
      (this.host.httpAdapter.getHttpServer() as Server).setSecureContext(options);
      this.logger.log('The certificate files have changed; new connections use the new certificate');
    } catch (error) {
      const said =
        error instanceof StartError ? `${error.message} ${error.remedy}` : (error as Error).message;
      this.logger.error(`${said} The previous certificate stays in use`);
    }
  }
}
