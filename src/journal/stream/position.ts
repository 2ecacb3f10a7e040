/**
 * A place in the stream: that of an event. The stream is ordered by transaction, and by number within one: a number may
 * commit after a larger one, a transaction that is older than all that run has committed for good.
 */
export interface Position {
  readonly tx: number;
  readonly seq: number;
}

/** Before the first event of all. */
export const BEGINNING: Position = { tx: 0, seq: 0 };

/** Before the first event that this server has written: what was copied from another one has no transaction here. */
export const FIRST_OWN: Position = { tx: 0, seq: Number.MAX_SAFE_INTEGER };

/** Both numbers stay whole as a JavaScript number. */
export const POSITION = /^\d{1,15}-\d{1,15}$/;

/** As clients are given it. */
export const positionText = ({ tx, seq }: Position): string => `${tx}-${seq}`;

/** Undefined for what is no position. */
export function readPosition(text: string): Position | undefined {
  if (!POSITION.test(text)) return undefined;
  const [tx, seq] = text.split('-', 2).map(Number);
  return { tx: tx!, seq: seq! };
}

export const isAfter = (one: Position, other: Position): boolean =>
  one.tx === other.tx ? one.seq > other.seq : one.tx > other.tx;

export const isSame = (one: Position, other: Position): boolean =>
  one.tx === other.tx && one.seq === other.seq;
