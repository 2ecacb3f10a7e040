import { EventEmitter } from 'node:events';
import type { AgentEvents } from './agent-events.js';

/** Typed events, whose listeners may throw: the program is told by a `problem`, and nothing else is harmed. */
export class SafeEmitter extends EventEmitter<AgentEvents> {
  protected announce<Name extends keyof AgentEvents>(name: Name, detail: AgentEvents[Name][0]): void {
    try {
      (this as EventEmitter).emit(name, detail);
    } catch (error) {
      // A listener of `problem` that throws has nobody left to tell.
      if (name === 'problem') return;
      const message = `A listener of "${name}" threw: ${error instanceof Error ? error.message : String(error)}`;
      this.announce('problem', { code: 'listener', message });
    }
  }
}
