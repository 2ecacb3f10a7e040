import type { AgentEvents } from './agent-events.js';
import { visible } from './visible.js';
import { wordsFor } from './words.js';

type Log = ((line: string) => void) | false | undefined;

/** Servers and proxies choose the text of problems, and its length. */
const LONGEST_LINE = 2000;

/** Logs events for people, one line each, without repeating the same problem. */
export class AgentLog {
  private readonly write: (line: string) => void;
  private lastProblem = '';

  /** @param log standard error by default; false logs nothing */
  constructor(
    private readonly workerId: string,
    log: Log,
  ) {
    this.write = log === false ? () => undefined : (log ?? toStandardError);
  }

  say<Name extends keyof AgentEvents>(name: Name, detail: AgentEvents[Name][0]): void {
    const words = wordsFor(name, detail);
    // An unavailable server is logged once, not with each attempt.
    const isRepeated = name === 'problem' && words === this.lastProblem;
    if (name === 'problem') this.lastProblem = words ?? '';
    else if (name === 'heartbeat' || name === 'registered') this.lastProblem = '';
    if (words !== undefined && !isRepeated) this.write(visible(`worker ${this.workerId}: ${cut(words)}`));
  }
}

const cut = (words: string): string =>
  words.length > LONGEST_LINE ? `${words.slice(0, LONGEST_LINE)}…` : words;

const toStandardError = (line: string): void => void process.stderr.write(`${line}\n`);
