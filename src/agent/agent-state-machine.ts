import { AgentError, lostJob } from './agent-error.js';
import type { AgentEvents } from './agent-events.js';
import type { AgentState, Stopped } from './agent-state.js';
import { Changes } from './changes.js';
import type { Heard } from './messages.js';
import type { RunningJobs } from './running-jobs.js';
import { Standing } from './standing.js';
import type { KeptState } from './state-file.js';

/** The callbacks of `AgentStateMachine`. */
export interface StateCallbacks {
  happened<Name extends keyof AgentEvents>(name: Name, detail: AgentEvents[Name][0]): void;
  /** The agent must end with this state. */
  end(state: AgentState): void;
}

/** While stopping, these events are expected. */
const EXPECTED: ReadonlySet<keyof AgentEvents> = new Set(['drain', 'stop', 'deregistered']);

/** Holds the state of an agent, which follows from what the heartbeat thread reports. */
export class AgentStateMachine {
  /** Wakes code that waits for a change of the state. */
  readonly changes = new Changes();
  /** For the next thread. */
  kept: KeptState | undefined;
  /** Why the service refused the first registration. */
  startRefusal: AgentError | undefined;
  private current: AgentState = 'new';
  private standing = new Standing();
  private left: boolean | undefined;

  constructor(
    private readonly jobs: RunningJobs,
    private readonly callbacks: StateCallbacks,
  ) {}

  get state(): AgentState {
    return this.current;
  }

  /** Does not consider free slots. */
  get acceptsWork(): boolean {
    return this.current === 'registered' && this.standing.acceptsWork;
  }

  /** Whether the worker is registered and no registration is under way. */
  get isReady(): boolean {
    return this.current !== 'starting' && !this.standing.registering;
  }

  /** Whether the thread has tried to deregister the worker. */
  get hasLeft(): boolean {
    return this.left !== undefined;
  }

  /** The result of a stop. */
  get stopped(): Stopped {
    return { deregistered: this.left ?? this.current === 'deregistered', abandonedJobs: this.jobs.ids };
  }

  beginStart(): void {
    this.current = 'starting';
    this.standing = new Standing();
    this.left = undefined;
    this.startRefusal = undefined;
    this.jobs.admitJobs();
  }

  changeState(state: AgentState): void {
    this.current = state;
    this.changes.wakeWaiters();
  }

  handleMessage(message: Heard): void {
    switch (message.kind) {
      case 'event':
        this.follow(message.name, message.detail as { jobId?: string; message?: string });
        if (this.current === 'stopping' && EXPECTED.has(message.name)) return;
        this.callbacks.happened(message.name, message.detail);
        break;
      case 'credentials':
        this.kept = message.credentials;
        break;
      case 'lease':
        this.standing.lease = message.lease;
        break;
      case 'registering':
        this.standing.registering = message.registering;
        this.changes.wakeWaiters();
        break;
      case 'start-refused':
        this.startRefusal ??= new AgentError(message.refusal);
        this.callbacks.end(this.current === 'starting' ? 'stopped' : 'deregistered');
        break;
      case 'left':
        this.left = message.deregistered;
        this.changes.wakeWaiters();
        break;
    }
  }

  /** Changes the state for an event, before the program receives it. */
  private follow(
    name: keyof AgentEvents,
    { jobId = '', message = '' }: { jobId?: string; message?: string },
  ): void {
    this.standing.noteEvent(name);
    if (name === 'registered' && this.current === 'starting') this.changeState('registered');
    else if (name === 'job-revoked') this.jobs.abortJob(jobId, lostJob('job_revoked', message));
    else if (name === 'superseded' || (name === 'deregistered' && this.current !== 'stopping')) {
      this.jobs.abortAll(lostJob(name, message));
      if (this.current !== 'stopping') this.callbacks.end(name);
    }
  }
}
