/** Lets code wait until something has changed so that a condition holds. */
export class Changes {
  private waiting: (() => void)[] = [];

  /** Something changed. */
  tell(): void {
    for (const look of this.waiting.splice(0)) look();
  }

  /** @throws whatever the signal was aborted with */
  async until(condition: () => boolean, signal?: AbortSignal): Promise<void> {
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
