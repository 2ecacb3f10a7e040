import type { AgentEvents } from './agent-events.js';
import { visible } from './visible.js';
import { wordsFor } from './words.js';

type Log = ((line: string) => void) | false | undefined;

/** Servers and proxies choose the text of problems, and its length. */
const LONGEST_LINE = 2000;

/** Maximum number of different warnings of heartbeats that are logged; they may contain text of the program. */
const MOST_WARNINGS = 50;

/** Logs events for people, one line each, without repeating the same problem. */
export class AgentLog {
  private readonly write: (line: string) => void;
  private lastProblem = '';
  private readonly warned = new Set<string>();

  /** @param log standard error by default; false logs nothing */
  constructor(
    private readonly workerId: string,
    log: Log,
  ) {
    this.write = log === false ? () => undefined : (log ?? toStandardError);
  }

  logEvent<Name extends keyof AgentEvents>(name: Name, detail: AgentEvents[Name][0]): void {
    const words = wordsFor(name, detail);
    const isRepeated = this.isRepeated(name, words ?? '');
    if (words !== undefined && !isRepeated) this.write(visible(`worker ${this.workerId}: ${cut(words)}`));
  }

  /** An unavailable server is logged once, not with each attempt, and so is each warning of heartbeats. */
  private isRepeated(name: keyof AgentEvents, words: string): boolean {
    if (name === 'problem') {
      const isSame = words === this.lastProblem;
      this.lastProblem = words;
      return isSame;
    }
    if (name === 'heartbeat' || name === 'registered') this.lastProblem = '';
    if (name !== 'heartbeat' || words === '') return false;
    const isKnown = this.warned.has(words) || this.warned.size >= MOST_WARNINGS;
    if (!isKnown) this.warned.add(words);
    return isKnown;
  }
}

const cut = (words: string): string =>
  words.length > LONGEST_LINE ? `${words.slice(0, LONGEST_LINE)}…` : words;

const toStandardError = (line: string): void => void process.stderr.write(`${line}\n`);
