import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** More addresses of one name are not looked at. */
const MAX_ADDRESSES = 8;

/**
 * Looks names up as the machine does (hosts file, search domains, DNS), one at a time in each queue.
 *
 * Node gives such look-ups two threads, which the connections to PostgreSQL and Redis need as well: names from clients
 * that no server answers for must not take both. Workers that did not
 * answer at once wait in a queue of their own.
 */
export class NameLookup {
  private readonly tails = { quick: Promise.resolve<unknown>(0), slow: Promise.resolve<unknown>(0) };

  /**
   * The addresses of a host, at least one; an address is its own.
   * @throws what the resolver says, or the reason of the signal
   */
  async addressesOf(host: string, queue: 'quick' | 'slow', signal: AbortSignal): Promise<string[]> {
    if (isIP(host) !== 0) return [host];
    const turn = this.tails[queue].then(async () => {
      signal.throwIfAborted();
      return lookup(host, { all: true });
    });
    this.tails[queue] = turn.catch(() => undefined);
    const found = await orAborted(turn, signal);
    return found.slice(0, MAX_ADDRESSES).map(({ address }) => address);
  }
}

/** A look-up cannot be ended: its thread goes on, and nobody waits for it. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
