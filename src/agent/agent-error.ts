import type { Refusal } from './protocol.js';

/** An operation of the agent that failed. `code` is one of docs/errors.md, or `stopped` if the agent is not running. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: string;
  /** HTTP status of the response; 0 if there was none. */
  readonly status: number;
  /** How to fix it. */
  readonly remedy: string | undefined;

  constructor({ code, status, message, remedy }: Refusal) {
    super(message);
    this.code = code;
    this.status = status;
    this.remedy = remedy;
  }
}

export const stoppedError = (message = 'The agent is not running'): AgentError =>
  new AgentError({ code: 'stopped', status: 0, message, remedy: 'Call start() first.' });

/** The reason with which a job's signal is aborted when the job no longer belongs to this worker. */
export const lostJob = (code: string, message: string): AgentError =>
  new AgentError({ code, message, status: 0, remedy: 'Stop this job: another process may be running it.' });
