import type { Report } from '../agent/agent-events.js';
import { AskedOfWorker } from '../agent/asked-of-worker.js';
import { stateToBegin } from '../agent/beginning.js';
import { Beats } from '../agent/beats.js';
import type { BeatBody } from '../agent/beat-way.js';
import { HttpBeats } from '../agent/http-beats.js';
import { HttpClient, Unreachable } from '../agent/http-client.js';
import { Servers } from '../agent/servers.js';
import { Registration } from '../agent/registration.js';
import type { AgentSettings } from '../agent/agent-settings.js';
import type { KeptState } from '../agent/state-file.js';
import type { HeartbeatReply } from '../agent/replies.js';
import { WorkerRequests } from '../agent/worker-requests.js';
import type { DemoWorker, DemoWorkerCallbacks } from './demo-worker.js';
import type { Dice } from './dice.js';

/** A connection that can be unplugged. */
class Cable extends HttpClient {
  cut = false;

  override async sendRequest(
    ...given: Parameters<HttpClient['sendRequest']>
  ): ReturnType<HttpClient['sendRequest']> {
    if (this.cut) throw new Unreachable('The network is unavailable', undefined);
    return super.sendRequest(...given);
  }
}

/** One run of a worker, from start to end. */
interface Life {
  readonly halt: AbortController;
  readonly cable: Cable;
  readonly registration: Registration;
  readonly beats: Beats;
  readonly asked: AskedOfWorker;
}

const nothing = (): void => undefined;

/**
 * A worker without a process: the agent's own registration and heartbeats, in the thread of the demo. Sixty agents with a
 * thread each would take 700 MB.
 */
export class SimulatedWorker implements DemoWorker {
  readonly workerId: string;
  private life: Life | undefined;
  private kept: KeptState | undefined;
  private said: Report = {};
  private readonly jobs = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly settings: AgentSettings,
    readonly zone: string,
    private readonly slots: number,
    private readonly dice: Dice,
    private readonly callbacks: DemoWorkerCallbacks,
  ) {
    this.workerId = settings.workerId;
  }

  get runs(): boolean {
    return this.life !== undefined;
  }

  /** The body of its registration. */
  get description(): Readonly<Record<string, unknown>> {
    return this.settings.description;
  }

  async startWorker(): Promise<void> {
    const { registration, beats, halt } = (this.life = this.born());
    try {
      await registration.registerWorker();
    } catch (error) {
      if (halt.signal.aborted) return;
      throw error;
    }
    void beats.runBeats();
  }

  crashWorker(): void {
    this.life?.halt.abort();
    this.life?.cable.closeConnections();
    this.life = undefined;
    this.said = {};
    for (const timer of this.jobs.values()) clearTimeout(timer);
    this.jobs.clear();
  }

  async takeJob(jobId: string, ms: number): Promise<boolean> {
    if (this.life === undefined || this.life.cable.cut) return false;
    this.drop(jobId);
    this.jobs.set(
      jobId,
      setTimeout(() => this.done(jobId), ms),
    );
    void this.life.beats.beatNow();
    return true;
  }

  /** Sets what it reports from now on. */
  reportStatus(report: Report): void {
    this.said = report;
    void this.life?.beats.beatNow();
  }

  /** Cuts or restores its network; its work continues. */
  cutNetwork(cut: boolean): void {
    if (this.life !== undefined) this.life.cable.cut = cut;
  }

  /** Requests to be deregistered when its jobs are done. */
  async leaveFleet(reason: string): Promise<void> {
    if (this.life === undefined) return;
    const { registration, halt } = this.life;
    const request = {
      method: 'POST',
      path: registration.requests.pathOf('/deregister'),
      body: { drain: true, reason },
    };
    await registration.callApi(request, halt.signal);
  }

  private born(): Life {
    const halt = new AbortController();
    const cable = new Cable(new Servers(this.settings.servers, () => performance.now()), {});
    const state = stateToBegin(this.workerId, this.kept);
    const asked = new AskedOfWorker();
    const registration = new Registration(
      this.settings,
      new WorkerRequests(this.settings, cable, halt.signal),
      state,
      () => [...this.jobs.keys()],
      {
        registered: ({ intervalMs, outcome }) => {
          beats.followInterval(intervalMs);
          this.callbacks.registered(this, outcome);
        },
        registering: nothing,
        credentials: (kept) => (this.kept = kept),
        problem: nothing,
        // It is deregistered, so its process ends.
        over: () => this.crashWorker(),
      },
    );
    const taken = (answer: HeartbeatReply): void => this.acceptReply(answer);
    const beats = new Beats(
      registration,
      [new HttpBeats(registration)],
      () => this.body(asked),
      { taken, problem: nothing },
      undefined,
      halt.signal,
    );
    return { halt, cable, registration, beats, asked };
  }

  private body(asked: AskedOfWorker): BeatBody {
    const share = this.jobs.size / this.slots;
    const usage = (idle: number, busy: number): number =>
      Math.round((idle + busy * share + this.dice.between(0, 5)) * 10) / 10;
    return {
      status: this.jobs.size === 0 ? 'IDLE' : share < 1 ? 'ACTIVE' : 'BUSY',
      ...this.said,
      currentJobCount: this.jobs.size,
      cpuUsage: usage(2, 85),
      memoryUsage: usage(20, 50),
      eventLoopLagMs: Math.round(this.dice.between(0, 4)),
      droppedJobs: asked.listDropped(new Set(this.jobs.keys())),
    };
  }

  private acceptReply({ revokedJobs, commands }: HeartbeatReply): void {
    if (this.life === undefined) return;
    const { asked, registration } = this.life;
    for (const jobId of asked.newRevoked(revokedJobs)) this.drop(jobId);
    if (!commands.includes('stop')) return;
    const refusal = { status: 200, code: 'worker_deregistered', message: 'Drained', remedy: undefined };
    registration.endRegistration('deregistered', refusal);
  }

  private done(jobId: string): void {
    this.drop(jobId);
    const { registration, beats, halt } = this.life!;
    const request = { method: 'DELETE', path: registration.requests.pathOf(`/jobs/${jobId}`) };
    // The job may have been released meanwhile.
    void registration.callApi(request, halt.signal).catch(nothing);
    void beats.beatNow();
  }

  private drop(jobId: string): void {
    clearTimeout(this.jobs.get(jobId));
    this.jobs.delete(jobId);
  }
}
