import type { WorkerDescription, WorkerState } from '../../fleet/worker.js';
import type { Joiner } from '../../identity/access/caller.js';

/** One registration, validated, as it is to be stored. */
export interface Registration {
  readonly description: WorkerDescription;
  readonly bootId: string | null;
  readonly activeJobCount: number;
  /** The jobs that it still runs, where it names them; null where it gives their number at the most. */
  readonly activeJobs: readonly string[] | null;
  readonly expectOnline: boolean;
  /** Whether it tells neither its process nor its jobs, as workers do that know nothing of either. */
  readonly tellsNothing: boolean;
  /** Drop the old record and start a new one. */
  readonly force: boolean;
}

/** On whose word workers are registered. */
export interface Authority {
  /** Who it is, in the journal. */
  readonly actor: string;
  /** The life of the worker whose token was shown. */
  readonly proof: Readonly<Pick<WorkerState, 'id' | 'incarnation'>> | undefined;
  /** Whether known workers are left alone, but for the one of the token, and for whom the same process asks again. */
  readonly onlyOwn: boolean;
  readonly joinToken: Readonly<Pick<Joiner, 'id' | 'name' | 'limited'>> | undefined;
  /** The scope of the caller, for `is_in_scope`: known workers outside it are left alone. Null for the whole fleet. */
  readonly scope: string | null;
}

/** What there is to know of a worker that registered with many others. */
export type RegisteredState = Pick<
  WorkerState,
  'id' | 'incarnation' | 'lastOutcome' | 'health' | 'assignedJobCount'
>;

/** A worker as its registration left it. */
export interface Registered<State extends RegisteredState = RegisteredState> {
  readonly state: State;
  /** Jobs that were taken from it, as this process does not run them. */
  readonly releasedJobs: readonly string[];
  /** Jobs that it says it runs, and that another worker has. */
  readonly foreignJobs: readonly string[];
}

/** A record that was dropped for a new one, and the jobs that its worker had. */
export interface Replaced {
  readonly id: string;
  readonly incarnation: number;
  readonly jobs: readonly string[];
}
