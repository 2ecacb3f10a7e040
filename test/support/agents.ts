import type { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { AgentEvents, WorkerAgent, WorkerAgentOptions } from '../../src/agent/index.js';
import { until } from './waiting.js';

type Library = typeof import('../../src/agent/index.js');
type Happened = {
  [Name in keyof AgentEvents]: [name: Name, detail: AgentEvents[Name][0]];
}[keyof AgentEvents];

export const AGENT = join(import.meta.dirname, '..', '..', 'dist', 'agent', 'index.js');

const EVENTS = [
  'registered',
  'heartbeat',
  'problem',
  'lease-lost',
  'lease-regained',
  'drain',
  'maintenance',
  'activate',
  'stop',
  'job-revoked',
  'superseded',
  'deregistered',
] as const satisfies (keyof AgentEvents)[];

/** Tests wait for heartbeats, which would otherwise be sent at the interval of the answers. */
const OFTEN = { intervalMs: 100 };

/** An agent of the built library, which starts its thread from there, with all its events. */
export interface WatchedAgent {
  readonly agent: WorkerAgent;
  readonly lines: string[];
  readonly happened: Happened[];
  /** Resolves with the detail of the first event, past or future. */
  readonly heard: <Name extends keyof AgentEvents>(name: Name) => Promise<AgentEvents[Name][0]>;
  /** How often an event occurred. */
  readonly count: (name: keyof AgentEvents) => number;
}

/** Creates agents and ends them. */
export class Agents {
  private readonly agents: WorkerAgent[] = [];

  async make(options: WorkerAgentOptions): Promise<WatchedAgent> {
    const { WorkerAgent } = (await import(AGENT)) as Library;
    const lines: string[] = [];
    const happened: Happened[] = [];
    const agent = new WorkerAgent({ log: (line) => lines.push(line), heartbeat: OFTEN, ...options });
    const all = agent as EventEmitter;
    for (const name of EVENTS) all.on(name, (detail) => happened.push([name, detail]));
    this.agents.push(agent);
    const find = (name: keyof AgentEvents) => happened.filter(([each]) => each === name);
    return {
      agent,
      lines,
      happened,
      heard: async (name) => {
        await until(() => find(name).length > 0);
        return find(name)[0]![1];
      },
      count: (name) => find(name).length,
    };
  }

  async start(options: WorkerAgentOptions): Promise<WatchedAgent> {
    const watched = await this.make(options);
    await watched.agent.start();
    return watched;
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.agents.splice(0).map((agent) => agent.stop()));
  }
}
