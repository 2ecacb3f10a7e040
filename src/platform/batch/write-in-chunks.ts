import { DomainError } from '../errors/domain-error.js';

/** Rows that one statement writes: large enough to cost little a row, small enough to hold its locks briefly. */
const CHUNK = 2000;

/**
 * Writes many items as a few statements. Where a statement fails for another reason than the database being away or
 * busy, its halves are tried, down to the one item that it fails for: that one harms no other.
 */
export async function writeInChunks<Item>(
  items: readonly Item[],
  write: (chunk: readonly Item[]) => Promise<void>,
  refuse: (item: Item, error: unknown) => void,
): Promise<void> {
  for (let start = 0; start < items.length; start += CHUNK) {
    await writeOrSplit(items.slice(start, start + CHUNK), write, refuse);
  }
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
