/**
 * The place of an event in the stream. The stream is ordered by transaction, and by number within one: a number may
 * commit after a larger one, but a transaction older than all running ones has committed for good.
 */
export interface Position {
  readonly tx: number;
  readonly seq: number;
}

/** Before the very first event. */
export const BEGINNING: Position = { tx: 0, seq: 0 };

/** Before the first event that this server has written: events copied from another one have no transaction here. */
export const FIRST_OWN: Position = { tx: 0, seq: Number.MAX_SAFE_INTEGER };

/** Both numbers are safe integers in JavaScript. */
export const POSITION = /^\d{1,15}-\d{1,15}$/;

/** Formats a position for clients. */
export const positionText = ({ tx, seq }: Position): string => `${tx}-${seq}`;

/** Parses a position; returns undefined for any other text. */
export function readPosition(text: string): Position | undefined {
  if (!POSITION.test(text)) return undefined;
  const [tx, seq] = text.split('-', 2).map(Number);
  return { tx: tx!, seq: seq! };
}

export const isAfter = (one: Position, other: Position): boolean =>
  one.tx === other.tx ? one.seq > other.seq : one.tx > other.tx;

export const isSame = (one: Position, other: Position): boolean =>
  one.tx === other.tx && one.seq === other.seq;
