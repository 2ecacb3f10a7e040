/**
 * Runs batches one after the other until one is not full, so that a large backlog is processed in short
 * transactions.
 * @returns the total number of rows
 */
export async function inBatches(size: number, batch: (size: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (let done = size; done === size; total += done) done = await batch(size);
  return total;
}
