/**
 * Runs one batch after the other until one is not full: a large backlog is worked off in short transactions.
 * @returns how many rows there were in all
 */
export async function inBatches(size: number, batch: (size: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (let done = size; done === size; total += done) done = await batch(size);
  return total;
}
