/**
 * Processes items concurrently, up to a limit. After an error no further item is started; the error is thrown
 * when all items in progress have ended.
 */
export async function eachAbreast<Item>(
  items: Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  let failed = false;
  const inTurn = async (): Promise<void> => {
    for (let next = left.next(); next.done !== true && !failed; next = left.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: width }, inTurn));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
