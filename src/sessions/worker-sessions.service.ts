import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { WebSocketServer, type ServerOptions } from 'ws';
import type { StatedProcess } from '../fleet/fence.js';
import { refusalOf } from '../fleet/refusal.js';
import type { Caller } from '../identity/access/caller.js';
import { fenceOf } from '../identity/access/fence.js';
import { FencedWorkers } from '../identity/access/fenced-workers.js';
import type { Shown } from '../identity/access/shown.js';
import { mayHaveCommitted } from '../platform/database/database-errors.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { MAX_HEARTBEAT_BYTES } from '../platform/http/heartbeat-limit.js';
import {
  SessionBeats,
  type AcceptedBeat,
  type SessionBeat,
} from '../workers/heartbeats/session-beats.service.js';
import { plainAcks } from './frame-sender.js';
import { SessionChecks } from './session-checks.js';
import { SessionCredentials, type Credential } from './session-credentials.js';
import type { SessionEnd } from './session-end.js';
import { SessionEndings } from './session-endings.js';
import { SessionMetrics } from './session-metrics.js';
import { SessionOpenings } from './session-openings.js';
import type { OpenedSession } from './store/worker-session.store.js';
import { SUBPROTOCOL } from './upgrade/handshake.js';
import type { Upgrade } from './upgrade/upgrade-door.js';
import { WorkerSession, type SessionHost } from './worker-session.js';

/** Time for the other side to close its end. */
const CLOSE_MS = 2000;

/** The types of the package omit some of them. */
const SOCKET_OPTIONS: ServerOptions & { readonly maxFragments: number; readonly closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_HEARTBEAT_BYTES,
  maxFragments: 1024,
  closeTimeout: CLOSE_MS,
  handleProtocols: () => SUBPROTOCOL,
};

/** Sessions that reconnect in a second when this instance ends. */
const RECONNECTIONS_PER_SECOND = 1000;
const SHORTEST_SPREAD_MS = 1000;
const LONGEST_SPREAD_MS = 20_000;

/** A request for a session. */
export interface SessionRequest {
  /** The worker in the path. */
  readonly name: string;
  readonly stated: StatedProcess;
  readonly caller: Caller;
  readonly shown: Shown;
}

/** The sessions of this process. */
@Injectable()
export class WorkerSessions implements SessionHost, OnModuleDestroy, BeforeApplicationShutdown {
  readonly plainAck = plainAcks();
  private readonly logger = new Logger('Sessions');
  /** By the id of the worker: it has one. */
  private readonly byWorker = new Map<string, WorkerSession>();
  /** Also those that still close. */
  private readonly credentialOf = new Map<WorkerSession, Credential>();
  private readonly sockets = new WebSocketServer(SOCKET_OPTIONS);
  private readonly beginnings: ((session: WorkerSession, opened: OpenedSession) => void)[] = [];
  private numbers = 0;
  private readonly checks = new SessionChecks(() => this.byWorker.values());
  private stopping = false;

  constructor(
    private readonly openings: SessionOpenings,
    private readonly endings: SessionEndings,
    private readonly workers: FencedWorkers,
    private readonly beats: SessionBeats,
    private readonly credentials: SessionCredentials,
    private readonly metrics: SessionMetrics,
  ) {
    metrics.watchOpen(() => this.byWorker.size);
  }

  /** Number of workers that have a session here. */
  get count(): number {
    return this.byWorker.size;
  }

  /** Calls a listener for each session that has just begun. */
  onBegin(listener: (session: WorkerSession, opened: OpenedSession) => void): void {
    this.beginnings.push(listener);
  }

  /** Returns the session of a worker, by its id. */
  findSession(id: string): WorkerSession | undefined {
    return this.byWorker.get(id);
  }

  /** @throws DomainError `worker_not_registered`, `superseded` */
  async requireWorker(name: string, caller: Caller): Promise<void> {
    await this.workers.readWorker(name, caller);
  }

  /**
   * Opens a session in the database.
   * @returns begins it on its connection
   * @throws DomainError `service_stopping`, `worker_not_registered`, `superseded`, `worker_deregistered`
   */
  async openSession({ name, stated, caller, shown }: SessionRequest): Promise<(upgrade: Upgrade) => void> {
    this.requireRunning();
    const fence = fenceOf(caller, stated);
    const number = (this.numbers += 1);
    const opened = await this.workers.changeWorker(name, caller, (id) =>
      this.openings
        .openSession({ id, number, fence })
        .catch((error: unknown) => this.openedPerhaps(id, number, error)),
    );
    if (!opened.isOpen) throw refusalOf(opened, fence.proved);
    const credential = { shown, caller, name };
    return (upgrade) => this.begin(opened, credential, upgrade);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.checks.stopChecks();
    const sessions = [...this.credentialOf.keys()];
    const spread = Math.min(
      LONGEST_SPREAD_MS,
      Math.max(SHORTEST_SPREAD_MS, (sessions.length / RECONNECTIONS_PER_SECOND) * 1000),
    );
    await Promise.all(sessions.map((each) => each.goAway(Math.round(Math.random() * spread))));
    await this.closed();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.closed();
  }

  writeHeartbeat(session: WorkerSession, body: Readonly<Record<string, unknown>>): Promise<AcceptedBeat> {
    const credential = this.credentialOf.get(session)!;
    const { id, incarnation } = session.worker;
    const stated = { incarnation, ...body };
    const caller = this.credentials.callerNow(credential);
    return caller === undefined
      ? this.credentials.callerOf(credential).then((found) => this.beats.processHeartbeat(id, stated, found))
      : this.beats.processHeartbeat(id, stated, caller);
  }

  answerOf(session: WorkerSession, accepted: AcceptedBeat): SessionBeat {
    const { accessToken } = accepted.token;
    if (accessToken !== undefined) {
      const credential = this.credentialOf.get(session)!;
      this.credentialOf.set(session, this.credentials.withToken(credential, accessToken));
    }
    return this.beats.answerOf(accepted);
  }

  intervalSeconds(leaseSeconds: number | null): number {
    return this.beats.intervalSeconds(leaseSeconds);
  }

  errorOf(error: unknown): DomainError {
    if (error instanceof DomainError) return error;
    this.logger.error(error);
    return new DomainError('internal_error');
  }

  countReceived(type: string): void {
    this.metrics.countReceived(type);
  }

  countSent(type: string): void {
    this.metrics.countSent(type);
  }

  endSession(session: WorkerSession, how: SessionEnd, isLost: boolean): void {
    const { id, workerId, number } = session.worker;
    this.credentialOf.delete(session);
    if (this.byWorker.get(id) === session) this.byWorker.delete(id);
    this.metrics.countEnd(how);
    this.endings.recordEnd(id, number, isLost);
    if (isLost) this.logger.debug(`The session of ${workerId} ended without a farewell (${how})`);
  }

  /** Ends those sessions whose credential is no longer valid. */
  async checkCredentials(): Promise<void> {
    for (const [session, credential] of this.credentialOf) {
      if (session.isEnding || this.credentials.callerNow(credential) !== undefined) continue;
      try {
        await this.credentials.callerOf(credential);
      } catch (error) {
        // While the database is unavailable, nothing new is known about the credential.
        if (error instanceof DomainError && error.status < 500) session.endInvalid(error);
      }
    }
  }

  private begin(opened: OpenedSession, credential: Credential, upgrade: Upgrade): void {
    const { request, socket, head } = upgrade;
    const { id, workerId, number, incarnation } = opened;
    upgrade.take();
    let session: WorkerSession | undefined;
    // Whether or not the newer one begins: the database no longer knows the older one, and would not hear of its crash.
    this.byWorker.get(id)?.endSuperseded(incarnation);
    if (!this.stopping && !socket.destroyed)
      this.sockets.handleUpgrade(request, socket, head, (webSocket) => {
        session = new WorkerSession({ id, workerId, number, incarnation }, webSocket, socket, this);
        this.credentialOf.set(session, credential);
        this.byWorker.set(id, session);
        this.metrics.countOpening();
        this.checks.startChecks();
        session.sendReady(
          this.beats.leaseEnd(opened.leaseRenewedAt, opened.leaseSeconds),
          opened.leaseSeconds,
        );
        session.sendCommands(this.beats.commandsFor(opened));
        for (const listener of this.beginnings) listener(session, opened);
      });
    if (session === undefined) {
      socket.destroy();
      this.endings.recordEnd(id, number, false);
    }
  }

  /**
   * Where its answer did not arrive, the database may open the session after all. The older one would be unknown to it then.
   * @throws the error
   */
  private openedPerhaps(id: string, number: number, error: unknown): never {
    if (mayHaveCommitted(error)) {
      const older = this.byWorker.get(id);
      older?.endSuperseded(older.worker.incarnation);
      this.endings.recordUncertain(id, number);
    }
    throw error;
  }

  private requireRunning(): void {
    if (this.stopping) throw new DomainError('service_stopping', { retryAfterSeconds: 1 });
  }

  /** Waits for the sessions that still close, and ends those that do not. */
  private async closed(): Promise<void> {
    const patience = performance.now() + CLOSE_MS;
    while (this.credentialOf.size > 0 && performance.now() < patience)
      await new Promise((resolve) => setTimeout(resolve, 20));
    for (const session of this.credentialOf.keys()) session.terminateConnection();
  }
}
