import { stoppedError } from './agent-error.js';
import type { AgentEvents, Report } from './agent-events.js';
import { AgentLog } from './agent-log.js';
import type { AgentState, StopOptions, Stopped } from './agent-state.js';
import { AgentStateMachine } from './agent-state-machine.js';
import { withDeadline } from './deadline.js';
import { sharedLag, showTurns } from './event-loop-lag.js';
import { agentSettings, type WorkerAgentOptions } from './options.js';
import { onUncaughtError } from './last-words.js';
import { RunningJobs, type JobFunction } from './running-jobs.js';
import { SafeEmitter } from './safe-emitter.js';
import { stateToBegin } from './beginning.js';
import type { AgentSettings } from './agent-settings.js';
import { asJson, fenceIn, requireJobId, requireRequest } from './sendable.js';
import { drainOnSignals } from './signals.js';
import { ThreadLink } from './thread-link.js';

/** How long a stop tries to reach the service, and waits for jobs whose signals it aborted. */
const LEAVE_MS = 5000;

/**
 * Registers this process as a worker and keeps it registered: it sends heartbeats from its own thread, registers
 * again when needed, and emits events. Only methods that the program calls can throw.
 */
export class WorkerAgent extends SafeEmitter {
  private readonly settings: AgentSettings;
  private readonly jobs: RunningJobs;
  private readonly lag = sharedLag();
  private readonly log: AgentLog;
  private link: ThreadLink | undefined;
  private readonly machine: AgentStateMachine;
  private reported: Report = {};
  private hurry = new AbortController();
  private endTurns = (): void => undefined;
  private endSignals = (): void => undefined;
  private endLastWords = (): void => undefined;

  /** @throws TypeError for invalid options */
  constructor(private readonly options: WorkerAgentOptions) {
    super();
    this.settings = agentSettings(options);
    this.log = new AgentLog(this.settings.workerId, options.log);
    this.jobs = new RunningJobs(options.activeJobs ?? [], (kind, jobId) =>
      this.link?.sendMessage({ kind, jobId }),
    );
    this.jobs.failed = (errorCount) => this.report({ errorCount });
    this.machine = new AgentStateMachine(this.jobs, {
      happened: (name, detail) => this.happened(name, detail),
      end: (state) => void this.end(state),
    });
  }

  get state(): AgentState {
    return this.machine.state;
  }

  /** Server-assigned id, once the worker has registered. */
  get id(): string | undefined {
    return this.machine.kept?.id;
  }

  /** The ids of the running jobs. */
  get runningJobs(): readonly string[] {
    return this.jobs.ids;
  }

  /**
   * Whether the worker may accept jobs: registered, within its lease, and not ordered to drain or rest. Does not
   * consider free slots.
   */
  get acceptsWork(): boolean {
    return this.machine.acceptsWork;
  }

  /**
   * Registers; resolves when that is done, however long no server answers.
   * @throws AgentError if the service refuses the worker or stop() was called first; the abort reason of `signal`
   */
  async start({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    signal?.throwIfAborted();
    if (this.link !== undefined) throw new Error('The agent was already started');
    this.begin();
    try {
      await this.machine.changes.waitUntil(() => this.state !== 'starting', signal);
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (this.machine.startRefusal !== undefined) throw this.machine.startRefusal;
    if (this.state !== 'registered') throw stoppedError('The agent was stopped before it registered');
  }

  /**
   * Deregisters the worker and stops the agent. Keeps the state file, so that a later start is recognised as the same
   * worker. Never throws. A second call waits for the first; without `drain` it cuts the drain of the first short.
   */
  async stop({ drain = false, reason, timeoutMs, signal }: StopOptions = {}): Promise<Stopped> {
    const { link, machine } = this;
    if (!drain) this.hurry.abort();
    if (link === undefined || this.state === 'stopping') {
      await machine.changes.waitUntil(() => this.isOver);
      return machine.stopped;
    }
    const wasRegistered = this.state === 'registered';
    machine.changeState('stopping');
    if (drain && wasRegistered) {
      link.sendMessage({ kind: 'drain', reason });
      await this.jobs.waitForNone({ ms: timeoutMs, signals: [this.hurry.signal, signal] });
    }
    this.jobs.abortAll(stoppedError('The worker is stopping'));
    await this.jobs.waitForNone({ ms: LEAVE_MS });
    link.sendMessage({ kind: 'leave', reason, timeoutMs: LEAVE_MS });
    // Do not wait forever for the thread: it may be the part that failed.
    await withDeadline({ ms: 2 * LEAVE_MS }, (bounded) =>
      machine.changes.waitUntil(() => machine.hasLeft, bounded),
    ).catch(() => undefined);
    await this.end('stopped');
    return machine.stopped;
  }

  /**
   * Runs a job, which counts as running until the function has ended. The function gets a signal that is aborted when
   * the job is revoked, when another process takes over the worker, and when the agent stops. Does not call the function
   * once the agent has stopped, until it starts again.
   * @throws Error if the job is already running; AgentError if the agent has stopped; whatever the function throws
   */
  run<Result>(jobId: string, work: JobFunction<Result>): Promise<Result> {
    return this.jobs.runJob(jobId, work);
  }

  /** Drops a job of `activeJobs` that this process will not run. */
  forgetJob(jobId: string): void {
    this.jobs.forgetJob(jobId);
  }

  /**
   * Waits until the worker is registered and no registration is under way. @throws AgentError if the agent has
   * stopped
   */
  async ready({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    await this.machine.changes.waitUntil(() => this.isOver || this.machine.isReady, signal);
    if (this.isOver) throw stoppedError(`The agent is ${this.state}`);
  }

  /** Sets what heartbeats report from now on; a change of status is sent immediately. @throws RangeError */
  report(report: Report): void {
    if ((report.message?.length ?? 0) > 1000) throw new RangeError('message: at most 1,000 characters');
    const isNews = report.status !== undefined && report.status !== this.reported.status;
    this.reported = { ...this.reported, ...report };
    this.link?.sendMessage({ kind: 'report', report: this.reported });
    if (isNews) this.link?.sendMessage({ kind: 'beat' });
  }

  /**
   * Records at the service that this worker has the job. Idempotent: the same assignment has the same fence.
   * @returns the fence, for whatever the job writes to
   * @throws AgentError `worker_takes_no_job`, …
   */
  async takeJob(
    jobId: string,
    { priority, signal }: { priority?: number; signal?: AbortSignal } = {},
  ): Promise<{ readonly fence: number }> {
    requireJobId(jobId);
    return { fence: fenceIn(await this.call('POST', '/jobs', { jobId, priority }, { signal })) };
  }

  /** Records at the service that the job has ended. @throws AgentError `job_not_assigned`, … */
  async endJob(jobId: string, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    requireJobId(jobId);
    await this.call('DELETE', `/jobs/${encodeURIComponent(jobId)}`, undefined, { signal });
  }

  /**
   * Sends a request as this worker, below `/{workerId}`: `call('GET', '/health')`. Waits while no server answers and
   * while a registration is under way; pass a signal to limit the wait.
   * @throws AgentError if the service refuses it or the agent stops; TypeError for a request that cannot be sent; the abort
   * reason of the signal
   */
  async call(
    method: string,
    path: string,
    body?: unknown,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    requireRequest(method, path);
    const sent = asJson(body);
    await this.ready(signal === undefined ? {} : { signal });
    return this.link!.callApi(method, path, sent, signal);
  }

  private begin(): void {
    const { machine } = this;
    machine.beginStart();
    this.hurry = new AbortController();
    if (machine.kept !== undefined) machine.kept = stateToBegin(this.settings.workerId, machine.kept);
    this.endTurns = showTurns(this.lag);
    if (this.options.handleSignals === true) {
      this.endSignals = drainOnSignals((how) => this.stop(how));
    }
    this.endLastWords = onUncaughtError((reason, flag, timeoutMs) =>
      this.link?.sendMessage({ kind: 'leave', reason, flag, timeoutMs }),
    );
    this.link = new ThreadLink(
      () => ({
        settings: this.settings,
        lag: this.lag,
        running: this.jobs.ids,
        report: this.reported,
        credentials: machine.kept,
      }),
      (message) => machine.handleMessage(message),
      ({ message }) => this.happened('problem', { code: 'thread', message }),
    );
  }

  private happened<Name extends keyof AgentEvents>(name: Name, detail: AgentEvents[Name][0]): void {
    this.log.logEvent(name, detail);
    this.announce(name, detail);
  }

  private async end(state: AgentState): Promise<void> {
    const { link } = this;
    this.endTurns();
    this.endSignals();
    this.endLastWords();
    this.link = undefined;
    this.machine.changeState(state);
    await link?.closeThread(stoppedError(`The agent is ${state}`));
  }

  private get isOver(): boolean {
    return this.link === undefined;
  }
}
