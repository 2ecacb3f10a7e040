import { useEffect, useRef, useState } from 'preact/hooks';
import { Failure } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { JournalEvent } from '../api/types.js';
import { isOutage, noteAnswer, noteOutage } from './connection.js';
import { onEvent } from './stream.js';

/** However many events arrive, a view is read again at most once in this time. */
const COALESCE_MS = 1000;
/** Polling interval when no event reports changes, as while the stream is broken. */
const POLL_MS = 5000;

export interface Reading<T> {
  /** The last result; kept while reading again fails. */
  readonly data: T | undefined;
  readonly failure: Failure | undefined;
  readonly again: () => void;
}

export interface Freshness {
  /** Whether an event may change what is shown; by default, any event may. */
  readonly concerns?: (event: JournalEvent) => boolean;
  /** Polling interval, for figures that no event reports, such as load. */
  readonly pollMs?: number;
}

/**
 * Reads something and keeps it fresh while it is shown: on events, at intervals, and when the page becomes visible
 * again.
 * @param key identifies what is read; a new key starts over
 */
export function useReading<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  { concerns = () => true, pollMs = POLL_MS }: Freshness = {},
): Reading<T> {
  const [state, setState] = useState<{ key: string; data?: T; failure?: Failure }>({ key });
  const latest = useRef({ load, concerns });
  latest.current = { load, concerns };
  const again = useRef(() => {});

  useEffect(() => {
    const end = new AbortController();
    let readAt = Number.NEGATIVE_INFINITY;
    let busy = false;
    let wanted = false;
    let timer: ReturnType<typeof setTimeout> | undefined;

    const readNow = async (): Promise<void> => {
      if (busy) {
        wanted = true;
        return;
      }
      busy = true;
      wanted = false;
      readAt = performance.now();
      clearTimeout(timer);
      try {
        const data = await latest.current.load(end.signal);
        if (!end.signal.aborted) {
          noteAnswer();
          setState({ key, data });
        }
      } catch (error) {
        if (end.signal.aborted) return;
        noteFailure(error);
        const failure = error instanceof Failure ? error : new Failure(String(error), 0);
        if (isOutage(failure)) noteOutage(failure);
        setState((before) => (before.key === key ? { ...before, failure } : { key, failure }));
      }
      busy = false;
      schedule(wanted ? 0 : pollMs);
    };
    const schedule = (ms: number): void => {
      clearTimeout(timer);
      const earliest = readAt + COALESCE_MS - performance.now();
      timer = setTimeout(() => void (document.hidden || readNow()), Math.max(ms, earliest));
    };
    const soon = (event?: JournalEvent): void => {
      if (event !== undefined && !latest.current.concerns(event)) return;
      if (busy) wanted = true;
      else schedule(0);
    };
    const seen = (): void => void (document.hidden || soon());

    again.current = () => void readNow();
    void readNow();
    const deaf = onEvent(soon);
    document.addEventListener('visibilitychange', seen);
    return () => {
      end.abort();
      clearTimeout(timer);
      deaf();
      document.removeEventListener('visibilitychange', seen);
    };
  }, [key, pollMs]);

  const { data, failure } = state.key === key ? state : { data: undefined, failure: undefined };
  return { data, failure, again: () => again.current() };
}
