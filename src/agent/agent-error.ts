import type { Refusal } from './protocol.js';

/** Why the agent could not do something. `code` is of docs/errors.md, or `stopped` where the agent does not run. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: string;
  /** Of the answer; 0 where there was none. */
  readonly status: number;
  /** What helps. */
  readonly remedy: string | undefined;

  constructor({ code, status, message, remedy }: Refusal) {
    super(message);
    this.code = code;
    this.status = status;
    this.remedy = remedy;
  }
}

export const stoppedError = (message = 'The agent does not run'): AgentError =>
  new AgentError({ code: 'stopped', status: 0, message, remedy: 'Call start() first.' });

/** Why a job in hand is not ours any more. */
export const lostJob = (code: string, message: string): AgentError =>
  new AgentError({ code, message, status: 0, remedy: 'Stop this job: another process may run it.' });
