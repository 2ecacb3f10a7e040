import { DomainError } from '../errors/domain-error.js';

/** Maximum number of items in a batch: the largest supported fleet fits into ten requests. */
export const MOST_ITEMS = 100_000;

/**
 * Items per slice: enough for two concurrent statements, and few, because each needs kilobytes until it is answered: what
 * survives two collections of young objects stays until the old ones are collected.
 */
export const SLICE = 1000;

/** One item of a batch: a JSON value, or why it is refused. */
export type BatchItem = { readonly value: unknown } | RefusedItem;

export interface RefusedItem {
  readonly error: DomainError;
  /** The worker's name, if it can be read. */
  readonly workerId: string | null;
}

/** Items that are processed together; they are dropped before the next slice is read. */
export interface Slice {
  /** Position of the first item in the batch. */
  readonly first: number;
  readonly items: readonly BatchItem[];
  /** Size of their part of the request in bytes. */
  readonly bytes: number;
}

/** The items of a batch. */
export interface Batch {
  readonly length: number;
  /**
   * The items in order. Items that are already read stay so, but a batch can be read only once.
   * @param most maximum number of items of a slice
   * @throws DomainError `bad_request` if the client has closed the connection
   */
  slices(most?: number): AsyncIterable<Slice>;
}

/**
 * Returns a batch of a list in memory.
 * @throws DomainError `validation_failed` if the value is not a list, `too_many_items`
 */
export function batchOf(list: unknown, mostItems = Infinity): Batch {
  if (!Array.isArray(list)) throw notAList();
  if (list.length > mostItems) throw tooManyItems(mostItems);
  const values = list as readonly unknown[];
  return {
    length: values.length,
    // oxlint-disable-next-line typescript/require-await -- Batches that arrive over HTTP do wait.
    async *slices(most = SLICE) {
      for (let first = 0; first < values.length; first += most) {
        const items = values.slice(first, first + most).map((value) => ({ value }));
        yield { first, items, bytes: 0 };
      }
    },
  };
}

/** Returns all items of a batch as one slice. */
export async function wholeOf(batch: Batch): Promise<Slice> {
  const items: BatchItem[] = [];
  let bytes = 0;
  for await (const slice of batch.slices()) {
    for (const item of slice.items) items.push(item);
    bytes += slice.bytes;
  }
  return { first: 0, items, bytes };
}

export function notAList(): DomainError {
  const message =
    'The body of a batch must be a JSON array, or NDJSON with Content-Type: application/x-ndjson';
  return new DomainError('validation_failed', { message, errors: [{ field: '', message }] });
}

export const tooManyItems = (most: number): DomainError =>
  new DomainError('too_many_items', {
    message: `A batch may hold up to ${most.toLocaleString('en')} items here: split it and send the parts one after another`,
  });

/** For work whose answer will not be read. */
export const clientGone = (): DomainError =>
  new DomainError('bad_request', { message: 'The client closed the connection before the answer' });
