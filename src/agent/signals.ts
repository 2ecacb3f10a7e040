import type { StopOptions } from './agent-state.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * The first signal drains, a second one cuts that short; then the process ends by the signal, unless somebody else listens
 * to it. @returns takes it back
 */
export function drainOnSignals(stop: (how: StopOptions) => Promise<unknown>): () => void {
  let asked = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    void end(signal, asked ? {} : { drain: true, reason: signal });
    asked = true;
  };
  const end = async (signal: NodeJS.Signals, how: StopOptions): Promise<void> => {
    await stop(how);
    takeBack();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const takeBack = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return takeBack;
}
