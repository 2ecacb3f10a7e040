import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Further addresses of a name are ignored. */
const MAX_ADDRESSES = 8;

/**
 * Resolves names as the machine does (hosts file, search domains, DNS), one at a time in each queue.
 *
 * Node has two threads for such lookups, which the connections to PostgreSQL and Redis need as well: names from
 * clients that no server resolves must not occupy both. Workers that did not answer immediately have their own queue.
 */
export class NameLookup {
  private readonly tails = { quick: Promise.resolve<unknown>(0), slow: Promise.resolve<unknown>(0) };

  /**
   * Returns the addresses of a host, at least one; an address resolves to itself.
   * @throws the resolver's error, or the reason of the signal
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

/** A lookup cannot be cancelled: its thread continues, but the caller stops waiting. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
