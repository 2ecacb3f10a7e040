export { WorkerAgent } from './agent.js';
export type { AgentState, StopOptions, Stopped } from './agent-state.js';
export { AgentError } from './agent-error.js';
export type { AgentEvents, Problem, Registered, Report } from './agent-events.js';
export type { HeartbeatOverrides, WorkerAgentOptions, WorkerDescription } from './options.js';
export type { TlsFiles } from './http-client.js';
export type { JobFunction } from './running-jobs.js';
