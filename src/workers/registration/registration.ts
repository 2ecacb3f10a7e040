import type { LiveState, WorkerDescription, WorkerState } from '../../fleet/worker.js';
import type { Overridable } from '../../fleet/overrides.js';
import type { Joiner } from '../../identity/access/caller.js';

/** One validated registration, ready to be stored. */
export interface Registration {
  readonly description: WorkerDescription;
  readonly bootId: string | null;
  readonly activeJobCount: number;
  /** The jobs that the process still runs, if named; null if it gives only their number. */
  readonly activeJobs: readonly string[] | null;
  readonly expectOnline: boolean;
  /** Whether it has neither a bootId nor jobs, as from workers that support neither. */
  readonly tellsNothing: boolean;
  /** Delete the old record and create a new one. */
  readonly force: boolean;
}

/** The caller of registrations. */
export interface Authority {
  /** Its name in the journal. */
  readonly actor: string;
  /** The incarnation of the worker whose token was sent. */
  readonly proof: Readonly<Pick<WorkerState, 'id' | 'incarnation'>> | undefined;
  /**
   * Whether known workers are left unchanged, except the one of the token, and repetitions by the same
   * process.
   */
  readonly onlyOwn: boolean;
  readonly joinToken: Readonly<Pick<Joiner, 'id' | 'name' | 'limited'>> | undefined;
  /**
   * The scope of the caller, for `is_in_scope`: known workers outside it are left unchanged. Null for the
   * whole fleet.
   */
  readonly scope: string | null;
}

/** A registration and its caller. */
export interface Authorised {
  readonly registration: Registration;
  readonly authority: Authority;
}

/** The workerId of a registration. */
export const nameOf = ({ registration }: Authorised): string => registration.description.workerId;

/** Facts about a worker that registered with many others. */
export type RegisteredState = Pick<
  WorkerState,
  'id' | 'incarnation' | 'lastOutcome' | 'health' | 'assignedJobCount'
> & {
  /** What is in force in place of what the worker reported; only if an operator has set some of it, for an answer. */
  readonly inForce?: Overridable | undefined;
};

/** State of a worker that an answer shows. */
export type ShownState = LiveState & RegisteredState;

/** A worker after its registration. */
export interface Registered<State extends RegisteredState = RegisteredState> {
  readonly state: State;
  /** As in {@link RegisteredState}: a verdict may have replaced the state. */
  readonly inForce?: Overridable | undefined;
  /** Jobs that were released because this process does not run them. */
  readonly releasedJobs: readonly string[];
  /** Jobs that the process reports as running, but that are assigned to another worker. */
  readonly foreignJobs: readonly string[];
}

/** A record that was replaced by a new one, and the jobs of its worker. */
export interface Replaced {
  readonly id: string;
  readonly incarnation: number;
  readonly jobs: readonly string[];
}
