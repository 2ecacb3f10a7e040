/** Lets code wait until a change makes a condition true. */
export class Changes {
  private waiting: (() => void)[] = [];

  /** Wakes the waiting code to check its conditions. */
  wakeWaiters(): void {
    for (const look of this.waiting.splice(0)) look();
  }

  /** @throws the abort reason of the signal */
  async waitUntil(condition: () => boolean, signal?: AbortSignal): Promise<void> {
    while (!condition()) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve) => {
        const look = (): void => {
          signal?.removeEventListener('abort', look);
          resolve();
        };
        this.waiting.push(look);
        signal?.addEventListener('abort', look);
      });
    }
  }
}
