import type { Client, Query } from './client.js';

/** One block of server-sent events. */
export interface Block {
  /** Where the stream continues after an interruption; the first block has only this, and client libraries drop it. */
  readonly id?: string;
  /** `heartbeat`, `reset`, or empty for an event of the journal. */
  readonly event?: string;
  readonly data?: string;
}

/** The service sends something every 15 seconds; a connection that is silent for this long is dead. */
const SILENCE_MS = 45_000;

/**
 * Yields what the service streams, until it ends the connection.
 * @param lastEventId begins after this event; by default, now
 * @throws Failure if the stream is refused; the error of the connection; the abort reason of `halt`
 */
export async function* eventStream(
  client: Client,
  query: Query,
  lastEventId: string | undefined,
  halt: AbortSignal | undefined,
): AsyncGenerator<Block> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), SILENCE_MS);
  const stop = (): void => silent.abort(halt?.reason);
  halt?.throwIfAborted();
  halt?.addEventListener('abort', stop, { once: true });
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  try {
    let text = '';
    for await (const piece of await client.stream('/events/stream', query, headers, silent.signal)) {
      timer.refresh();
      const blocks = (text + piece).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) yield readBlock(block);
    }
  } finally {
    clearTimeout(timer);
    halt?.removeEventListener('abort', stop);
    silent.abort();
  }
}

/** Parses a block as the service writes it: one line per field. */
function readBlock(block: string): Block {
  const fields = block.split('\n').map((line) => /^(id|event|data): (.*)$/.exec(line));
  return Object.fromEntries(fields.filter((field) => field !== null).map(([, name, value]) => [name, value]));
}
