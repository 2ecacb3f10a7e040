import { useEffect, useRef, useState } from 'preact/hooks';
import { Failure } from '../api/client.js';
import { noteFailure } from '../api/session.js';
import type { Worker } from '../api/types.js';
import { useReading } from '../live/use-reading.js';
import { isBack } from '../route/route.js';
import { WorkerPages } from './worker-pages.js';

/** Where the reader is in the list. */
export interface ListPlace {
  readonly top: number;
  readonly row: number;
}

/** The list that was shown last, for a reader who comes back to it. */
let last: { pages: WorkerPages; place: ListPlace } | undefined;

export interface WorkerListState {
  /** Undefined before the first page. */
  readonly workers: readonly Worker[] | undefined;
  /** The filters of these workers: the previous ones, until the first page of new ones arrives. */
  readonly query: string | undefined;
  readonly isComplete: boolean;
  readonly failure: Failure | undefined;
  /** Loads the next page, unless one is being loaded. */
  readonly more: () => void;
  readonly again: () => void;
  /** Reports which rows are visible: those are kept fresh. */
  readonly seen: (first: number, last: number) => void;
  /** Where the reader was who has come back; undefined for a new list. */
  readonly place: ListPlace | undefined;
  /** Keeps the place of the reader. */
  readonly stay: (place: ListPlace) => void;
}

/** The workers that match the filters, loaded page by page on scrolling; visible ones are kept fresh. */
export function useWorkerList(query: string): WorkerListState {
  const [kept] = useState(() =>
    isBack && last?.pages.query === query && last.pages.workers.length > 0 ? last : undefined,
  );
  const pages = useRef(kept?.pages ?? new WorkerPages(query));
  const shownQuery = useRef(query);
  const rows = useRef<[number, number]>([kept?.place.row ?? 0, kept?.place.row ?? 0]);
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  const end = useRef(new AbortController());
  const loading = useRef(false);
  const [shown, setShown] = useState<{ query: string; workers: Worker[]; isComplete: boolean } | undefined>(
    () => kept && { query, workers: kept.pages.workers, isComplete: kept.pages.isComplete },
  );
  const [failure, setFailure] = useState<Failure>();

  if (shownQuery.current !== query) {
    shownQuery.current = query;
    pages.current = new WorkerPages(query);
    rows.current = [0, 0];
    end.current.abort();
    end.current = new AbortController();
    loading.current = false;
  }
  useEffect(() => () => end.current.abort(), []);

  /** One request at a time: pages that are refreshed and appended concurrently would mix. */
  const inTurn = (work: (list: WorkerPages, signal: AbortSignal) => Promise<void>): Promise<void> => {
    const list = pages.current;
    const { signal } = end.current;
    const before = turn.current;
    const mine = (async (): Promise<void> => {
      await before;
      if (signal.aborted) return;
      await work(list, signal);
      if (!signal.aborted) setShown({ query, workers: list.workers, isComplete: list.isComplete });
    })();
    turn.current = mine.catch(() => undefined);
    return mine;
  };

  const reading = useReading(`workers ${query}`, async () => {
    await inTurn((list, signal) =>
      list.workers.length === 0 && !list.isComplete
        ? list.more(signal)
        : list.refresh(...rows.current, signal),
    );
    return true;
  });

  const more = async (): Promise<void> => {
    if (loading.current || pages.current.isComplete) return;
    loading.current = true;
    try {
      await inTurn((list, signal) => list.more(signal));
      setFailure(undefined);
    } catch (error) {
      noteFailure(error);
      if (error instanceof Failure) setFailure(error);
    }
    loading.current = false;
  };

  return {
    workers: shown?.workers,
    query: shown?.query,
    isComplete: shown?.isComplete ?? false,
    failure: reading.failure ?? failure,
    more: () => void more(),
    again: () => {
      reading.again();
      setFailure(undefined);
    },
    seen: (firstRow, lastRow) => {
      rows.current = [firstRow, lastRow];
    },
    place: kept?.pages === pages.current ? kept.place : undefined,
    stay: (place) => {
      last = { pages: pages.current, place };
    },
  };
}
