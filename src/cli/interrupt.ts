const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Actions before Ctrl-C ends the process, such as restoring the screen; the latest first. */
const endings: (() => void)[] = [];

/** Makes Ctrl-C end the process with 130, and a request to end with 143; not for `serve`, which stops in order. */
export function endOnSignals(): void {
  for (const [signal, code] of Object.entries(CODES))
    process.once(signal, () => {
      for (const ending of endings) ending();
      process.exit(code);
    });
}

/** Registers an action for when such a signal ends the process. @returns a function that removes it */
export function onInterrupt(ending: () => void): () => void {
  endings.unshift(ending);
  return () => void endings.splice(endings.indexOf(ending), 1);
}
