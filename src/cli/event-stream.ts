import type { Client, Query } from './client.js';

/** One block of server-sent events. */
export interface Block {
  /** Where the stream goes on after a break; the first block has nothing but this, which libraries for clients drop. */
  readonly id?: string;
  /** `heartbeat`, `reset`, or nothing for an event of the journal. */
  readonly event?: string;
  readonly data?: string;
}

/** The service says something every 15 seconds; a connection that is silent for so long is none. */
const SILENCE_MS = 45_000;

/**
 * What the service streams, until it ends the connection.
 * @param lastEventId after which it begins; without it, now
 * @throws Failure where the stream is refused; what the connection ends with; what `halt` was aborted with
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

/** As the service writes them: one line a field. */
function readBlock(block: string): Block {
  const fields = block.split('\n').map((line) => /^(id|event|data): (.*)$/.exec(line));
  return Object.fromEntries(fields.filter((field) => field !== null).map(([, name, value]) => [name, value]));
}
