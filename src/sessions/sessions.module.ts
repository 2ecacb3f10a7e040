import type { Server } from 'node:http';
import { Inject, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { DetectionModule } from '../detection/detection.module.js';
import { FleetModule } from '../fleet/fleet.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { JournalModule } from '../journal/journal.module.js';
import { WorkersModule } from '../workers/workers.module.js';
import { CredentialWatch } from './credential-watch.js';
import { SessionCredentials } from './session-credentials.js';
import { SessionEndings } from './session-endings.js';
import { SessionMetrics } from './session-metrics.js';
import { SessionNewsReader } from './session-news.js';
import { SessionOpenings } from './session-openings.js';
import { SupersededSessions } from './superseded-sessions.js';
import { SessionNewsStore } from './store/session-news.store.js';
import { WorkerSessionStore } from './store/worker-session.store.js';
import { UpgradeDoor } from './upgrade/upgrade-door.js';
import { WorkerSessionController } from './worker-session.controller.js';
import { WorkerSessions } from './worker-sessions.service.js';

const API_PREFIX = Symbol('prefix of the API');

/** Sessions: live connections of workers. */
@Module({})
export class SessionsModule implements OnApplicationBootstrap {
  /** @param prefix path of the API without a slash at its ends */
  static under(prefix: string): DynamicModule {
    return {
      module: SessionsModule,
      imports: [FleetModule, IdentityModule, DetectionModule, JournalModule, WorkersModule],
      controllers: [WorkerSessionController],
      providers: [
        { provide: API_PREFIX, useValue: prefix },
        WorkerSessionStore,
        SessionNewsStore,
        SessionOpenings,
        SessionEndings,
        SessionCredentials,
        SessionMetrics,
        WorkerSessions,
        SessionNewsReader,
        SupersededSessions,
        CredentialWatch,
      ],
    };
  }

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly application: ApplicationConfig,
    @Inject(API_PREFIX) private readonly prefix: string,
  ) {}

  onApplicationBootstrap(): void {
    const server = this.host.httpAdapter?.getHttpServer() as Server | undefined;
    if (server === undefined) return;
    const path = [this.application.getGlobalPrefix(), this.prefix]
      .map((part) => part.replaceAll(/^\/+|\/+$/g, ''))
      .filter((part) => part !== '')
      .join('/');
    new UpgradeDoor(server, (asked) => isSessionPath(asked, path)).openDoor();
  }
}

/** Whether a path is `/{prefix}/{workerId}/session`; a trailing slash makes no difference, as in the router. */
function isSessionPath(asked: string, prefix: string): boolean {
  const begin = prefix === '' ? '/' : `/${prefix}/`;
  if (!asked.toLowerCase().startsWith(begin.toLowerCase())) return false;
  return /^[^/]+\/session\/?$/i.test(asked.slice(begin.length));
}
