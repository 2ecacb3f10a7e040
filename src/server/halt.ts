import { setTimeout as pause } from 'node:timers/promises';

/** One Ctrl-C comes twice under `npm start`: from the terminal, and a little later from npm, which passes it on. */
const ECHO_MS = 500;
/** How long a stop that is over waits for echoes: one that comes amid the exit would count as the reason of it. */
const LAST_ECHO_MS = 200;

/** What the first signal to end, or whoever else asks for the end, aborts. */
export interface Halting {
  readonly signal: AbortSignal;
  halt(reason: string): void;
  /** Waits for the last echo of the signal. */
  echoes(): Promise<void>;
}

/** From now on the first SIGINT, SIGTERM or SIGHUP halts, and another one ends the process at once. */
export function haltOnSignals(): Halting {
  const control = new AbortController();
  let asked = Infinity;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (performance.now() - asked > ECHO_MS) process.exit(130);
    asked = Math.min(asked, performance.now());
    control.abort(signal);
  };
  // A closed terminal (SIGHUP) counts too: the PostgreSQL of our own would outlive us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return {
    signal: control.signal,
    halt: (reason) => control.abort(reason),
    echoes: () => pause(LAST_ECHO_MS),
  };
}
