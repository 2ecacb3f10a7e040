import { DomainError } from '../errors/domain-error.js';

/** Rows per statement: enough to cost little per row, few enough to hold its locks briefly. */
const CHUNK = 500;

/** Number of concurrent statements: while PostgreSQL works on one, this process prepares the next. */
const ABREAST = 2;

/**
 * Writes many items with a few statements, some of them concurrently: no two of them may be about the same
 * row. If a statement fails although the database is available and not busy, its halves are tried, down to
 * the single failing item, which does not affect the others.
 */
export async function writeInChunks<Item>(
  items: readonly Item[],
  write: (chunk: readonly Item[]) => Promise<void>,
  refuse: (item: Item, error: unknown) => void,
): Promise<void> {
  const chunks = chunksOf(items, CHUNK);
  const inTurn = async (): Promise<void> => {
    for (const chunk of chunks) await writeOrSplit(chunk, write, refuse);
  };
  await Promise.all(Array.from({ length: ABREAST }, inTurn));
}

function* chunksOf<Item>(items: readonly Item[], most: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += most) yield items.slice(start, start + most);
}

async function writeOrSplit<Item>(
  chunk: readonly Item[],
  write: (chunk: readonly Item[]) => Promise<void>,
  refuse: (item: Item, error: unknown) => void,
): Promise<void> {
  try {
    await write(chunk);
  } catch (error) {
    if (error instanceof DomainError || chunk.length === 1) {
      for (const item of chunk) refuse(item, error);
      return;
    }
    const middle = chunk.length >> 1;
    await writeOrSplit(chunk.slice(0, middle), write, refuse);
    await writeOrSplit(chunk.slice(middle), write, refuse);
  }
}
