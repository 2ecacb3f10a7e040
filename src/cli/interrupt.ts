const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** What is to be said or restored before Ctrl-C ends the process; the latest first. */
const endings: (() => void)[] = [];

/** From now on Ctrl-C ends the process with 130, a request to end with 143; not for `serve`, which stops in order. */
export function endOnSignals(): void {
  for (const [signal, code] of Object.entries(CODES))
    process.once(signal, () => {
      for (const ending of endings) ending();
      process.exit(code);
    });
}

/** Does something before such a signal ends the process. @returns takes it back */
export function onInterrupt(ending: () => void): () => void {
  endings.unshift(ending);
  return () => void endings.splice(endings.indexOf(ending), 1);
}
