import type { StopOptions } from './agent-state.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Drains on the first signal and cuts the drain short on the second; then ends the process by the signal, unless the
 * program listens to it. @returns a function that removes the handlers
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
