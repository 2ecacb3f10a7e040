import { setTimeout as pause } from 'node:timers/promises';
import { withDeadline } from './deadline.js';

const TIMEOUT_MS = 5000;

/**
 * Probes a program at intervals.
 * @param report called after each probe: undefined if the program is well, otherwise the fault
 */
export async function probeAgainAndAgain(
  { url, intervalMs }: { readonly url: string; readonly intervalMs: number },
  report: (fault: string | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const fault = await faultOf(url);
    if (signal.aborted) return;
    report(fault);
    await pause(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function faultOf(url: string): Promise<string | undefined> {
  try {
    return await withDeadline({ ms: TIMEOUT_MS }, async (signal) => {
      const answer = await fetch(url, { signal, redirect: 'manual' });
      await answer.body?.cancel();
      return answer.ok ? undefined : `${url} answered ${answer.status}`;
    });
  } catch (error) {
    const { message, cause } = error as Error;
    return `${url} did not answer: ${cause instanceof Error && cause.message !== '' ? cause.message : message}`;
  }
}
