import { EventEmitter } from 'node:events';
import type { AgentEvents } from './agent-events.js';

/** Emits typed events. A listener that throws causes a `problem` event and nothing else. */
export class SafeEmitter extends EventEmitter<AgentEvents> {
  protected announce<Name extends keyof AgentEvents>(name: Name, detail: AgentEvents[Name][0]): void {
    try {
      (this as EventEmitter).emit(name, detail);
    } catch (error) {
      // A `problem` listener that throws cannot be reported anywhere.
      if (name === 'problem') return;
      const message = `A listener of "${name}" threw: ${error instanceof Error ? error.message : String(error)}`;
      this.announce('problem', { code: 'listener', message });
    }
  }
}
