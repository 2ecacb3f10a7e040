import type { AgentEvents, Report } from './agent-events.js';
import { AskedOfWorker } from './asked-of-worker.js';
import { stateToBegin } from './beginning.js';
import { Beats } from './beats.js';
import type { BeatBody, BeatWay } from './beat-way.js';
import { Deregistration } from './deregistration.js';
import { readLag } from './event-loop-lag.js';
import { HostLoad } from './host-load.js';
import { HttpBeats } from './http-beats.js';
import { HttpClient } from './http-client.js';
import { raise } from './last-words.js';
import { LeaseWatch, machineClock } from './lease-watch.js';
import type { Moment } from './moment.js';
import type { FromThread, ThreadStart, ToThread } from './messages.js';
import { ProgramCalls } from './program-calls.js';
import type { Refusal } from './protocol.js';
import { Servers } from './servers.js';
import { SessionKeeper } from './session-keeper.js';
import { Refused, Registration } from './registration.js';
import { StateFile, type KeptState } from './state-file.js';
import type { HeartbeatReply, RegistrationReply } from './replies.js';
import { WorkerRequests } from './worker-requests.js';

type Leave = ToThread & { readonly kind: 'leave' };

const DRAINED: Refusal = {
  status: 200,
  code: 'worker_deregistered',
  message: 'Worker has drained and left',
  remedy: undefined,
};

/** Runs a worker in the heartbeat thread: receives the program's requests and emits events. */
export class BeatingWorker {
  private readonly halt = new AbortController();
  private readonly running: Set<string>;
  private readonly asked = new AskedOfWorker();
  private readonly load: HostLoad;
  private readonly file: StateFile | undefined;
  private readonly http: HttpClient;
  private readonly lease: LeaseWatch;
  private readonly registration: Registration;
  private readonly deregistration: Deregistration;
  private readonly beats: Beats;
  private readonly sessions: SessionKeeper;
  private readonly calls: ProgramCalls;
  private report: Report;

  constructor(
    private readonly given: ThreadStart,
    private readonly tell: (message: FromThread) => void,
  ) {
    const { settings, credentials, running, report } = given;
    const { workerId, stateFile } = settings;
    this.running = new Set(running);
    this.report = report;
    this.load = new HostLoad(settings.load);
    const problem = (refusal: Refusal): void => this.problem(refusal);
    if (stateFile !== undefined) {
      this.file = new StateFile(stateFile, workerId, (message) =>
        this.event('problem', { code: 'state_file', message }),
      );
    }
    const servers = new Servers(settings.servers, () => performance.now());
    this.http = new HttpClient(servers, settings.tls);
    this.lease = new LeaseWatch(machineClock, settings.leaseMarginMs, {
      lost: (leftMs) => {
        this.event('lease-lost', { leftMs });
        // After a suspend the next heartbeat would be late.
        void this.beats.beatNow();
      },
      regained: () => this.event('lease-regained', {}),
    });
    const callbacks = {
      registered: (answer: RegistrationReply, sentAt: Moment) => this.registered(answer, sentAt),
      registering: (registering: boolean) => tell({ kind: 'registering', registering }),
      credentials: (state: KeptState) => this.keep(state),
      problem,
      over: (kind: 'superseded' | 'deregistered', refusal: Refusal) => this.over(kind, refusal),
    };
    const state = credentials ?? stateToBegin(workerId, this.file?.readState());
    const requests = new WorkerRequests(settings, this.http, this.halt.signal);
    this.registration = new Registration(settings, requests, state, () => [...this.running], callbacks);
    this.deregistration = new Deregistration(this.registration, problem, this.halt.signal);
    this.calls = new ProgramCalls(this.registration, tell, this.halt.signal);
    this.sessions = new SessionKeeper(settings, this.registration, servers, {
      interval: (intervalMs) => this.beats.followInterval(intervalMs),
      commands: (commands) => this.followCommands(commands),
      revoked: (jobIds) => this.followRevoked(jobIds),
      token: (accessToken) => this.registration.noteRenewal(accessToken, requests),
      refused: (meaning) => {
        if (meaning.kind === 'superseded' || meaning.kind === 'deregistered')
          this.registration.endRegistration(meaning.kind, meaning.refusal);
        else void this.beats.beatNow();
      },
      beatNow: () => void this.beats.beatNow(),
    });
    const taken = (answer: HeartbeatReply, sentAt: Moment, intervalMs: number, via: BeatWay['name']): void =>
      this.acceptReply(answer, sentAt, intervalMs, via);
    this.beats = new Beats(
      this.registration,
      [this.sessions, new HttpBeats(this.registration)],
      () => this.beatBody(),
      { taken, problem },
      settings.intervalMs,
      this.halt.signal,
    );
  }

  /**
   * Registers, then sends heartbeats. An error in this code ends the thread, and the program's thread starts another.
   */
  startBeating(): void {
    this.live().catch((error: unknown) => {
      if (this.halt.signal.aborted) return;
      if (!(error instanceof Refused)) throw error;
      this.tell({ kind: 'start-refused', refusal: error.refusal });
    });
  }

  handleMessage(message: ToThread): void {
    switch (message.kind) {
      case 'job-began':
        this.running.add(message.jobId);
        break;
      case 'job-ended':
        this.running.delete(message.jobId);
        break;
      case 'report':
        this.report = message.report;
        break;
      case 'beat':
        void this.beats.beatNow();
        break;
      case 'call':
        void this.calls.sendCall(message);
        break;
      case 'cancel':
        this.calls.cancelCall(message.call);
        break;
      case 'drain':
        void this.drain(message.reason);
        break;
      case 'leave':
        void this.leave(message);
        break;
    }
  }

  private async live(): Promise<void> {
    await this.registration.registerWorker();
    await this.beats.runBeats();
  }

  private beatBody(): BeatBody {
    return {
      status: this.given.settings.countsJobs && this.running.size > 0 ? 'BUSY' : 'ACTIVE',
      ...this.report,
      ...this.load.readLoad(),
      ...(this.given.settings.countsJobs && { currentJobCount: this.running.size }),
      eventLoopLagMs: readLag(this.given.lag),
      droppedJobs: this.asked.listDropped(this.running),
    };
  }

  private registered({ leaseMs, intervalMs, ...reply }: RegistrationReply, sentAt: Moment): void {
    this.renewed(sentAt, leaseMs);
    this.beats.followInterval(intervalMs);
    const { id, outcome, registeredAt, releasedJobs, warnings } = reply;
    this.sessions.openForRegistration();
    this.event('registered', { id, outcome, registeredAt, releasedJobs, warnings });
  }

  private acceptReply(reply: HeartbeatReply, sentAt: Moment, intervalMs: number, via: BeatWay['name']): void {
    const { leaseMs, commands, revokedJobs, warnings } = reply;
    this.renewed(sentAt, leaseMs);
    this.event('heartbeat', { intervalMs, warnings, via });
    this.followRevoked(revokedJobs);
    this.followCommands(commands);
  }

  private followRevoked(jobIds: readonly string[]): void {
    for (const jobId of this.asked.newRevoked(jobIds)) this.event('job-revoked', { jobId });
  }

  private followCommands(commands: readonly string[]): void {
    for (const name of this.asked.newCommands(commands)) this.event(name, {});
    if (commands.includes('stop')) this.registration.endRegistration('deregistered', DRAINED);
  }

  private renewed(sentAt: Moment, leaseMs: number | undefined): void {
    const lease = this.lease.noteRenewal(sentAt, leaseMs);
    this.tell({ kind: 'lease', lease });
  }

  private over(kind: 'superseded' | 'deregistered', { code, message }: Refusal): void {
    this.deregistration.noteEnd(code === 'worker_deregistered');
    this.lease.stopWatching();
    this.beats.endBeats();
    void this.sessions.closeSession(true);
    this.event(kind, { message });
  }

  private keep(state: KeptState): void {
    this.tell({ kind: 'credentials', credentials: state });
    this.file?.writeState(state);
  }

  /** Reports the running jobs first: the service deregisters a worker without jobs immediately. */
  private async drain(reason: string | undefined): Promise<void> {
    await this.beats.beatNow();
    await this.deregistration.drainWorker(reason);
  }

  private async leave({ reason, timeoutMs, flag }: Leave): Promise<void> {
    this.beats.endBeats();
    this.lease.stopWatching();
    const deregistered = await this.deregistration.deregisterWorker(reason, timeoutMs);
    if (flag !== undefined) raise(flag);
    // A worker that could not deregister is gone as well: without a farewell the service notices that.
    await this.sessions.closeSession(deregistered);
    this.halt.abort();
    this.http.closeConnections();
    this.tell({ kind: 'left', deregistered });
  }

  private problem({ message, code, remedy }: Refusal): void {
    this.event('problem', { message, code, ...(remedy !== undefined && { remedy }) });
  }

  private event<Name extends keyof AgentEvents>(name: Name, detail: AgentEvents[Name][0]): void {
    this.tell({ kind: 'event', name, detail } as FromThread);
  }
}
