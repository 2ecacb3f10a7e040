import { setTimeout as pause } from 'node:timers/promises';

/**
 * Under `npm start` one Ctrl-C arrives twice: from the terminal, and a little later from npm, which passes it
 * on.
 */
const ECHO_MS = 500;
/** How long a finished stop waits for such echoes: an echo during the exit would count as its reason. */
const LAST_ECHO_MS = 200;

/** Aborted by the first signal, or by any other caller that ends the service. */
export interface Halting {
  readonly signal: AbortSignal;
  halt(reason: string): void;
  /** Waits for the last echo of the signal; none can end the process any more. */
  echoes(): Promise<void>;
}

/**
 * From now on the first SIGINT, SIGTERM or SIGHUP halts the service, and the next one ends the process at
 * once.
 */
export function haltOnSignals(): Halting {
  const control = new AbortController();
  let asked = Infinity;
  let over = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (over) return;
    if (performance.now() - asked > ECHO_MS) process.exit(130);
    asked = Math.min(asked, performance.now());
    control.abort(signal);
  };
  // A closed terminal (SIGHUP) counts too: the embedded PostgreSQL would outlive the process.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return {
    signal: control.signal,
    halt: (reason) => control.abort(reason),
    echoes: () => {
      over = true;
      return pause(LAST_ECHO_MS);
    },
  };
}
