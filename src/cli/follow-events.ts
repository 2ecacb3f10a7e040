import { setTimeout as pause } from 'node:timers/promises';
import type { EventDto, EventPageDto } from '../journal/dto/event.dto.js';
import type { Client, Query } from './client.js';
import { EXIT, Failure } from './failure.js';

const INTERVAL_MS = 1000;
const PAGE = 200;
/** So many numbers are remembered; an event is told once as long as it is among them. */
const REMEMBERED = 10_000;

/**
 * Tells each event that comes after those that are known, the oldest first, until the process ends. An event may be
 * readable later than one with a larger number, as its transaction took longer; so what the newest page holds is compared by
 * number, not by the largest one alone. A server that is away is waited for.
 */
export async function followEvents(
  client: Client,
  path: string,
  query: Query,
  known: readonly EventDto[],
  tell: (event: EventDto) => void,
  note: (text: string) => void,
  halt?: AbortSignal,
): Promise<never> {
  const seen = new Set(known.map(({ seq }) => BigInt(seq)));
  // What is older than the oldest one that was told was left out on purpose.
  const floor = [...seen].reduce((least, seq) => (seq < least ? seq : least), [...seen][0] ?? 0n);
  let away = false;
  for (;;) {
    await pause(INTERVAL_MS, undefined, { signal: halt });
    try {
      const fresh = await readFresh(client, path, query, (seq) => seq < floor || seen.has(seq));
      if (away) note('The server answers again.');
      away = false;
      for (const event of fresh.toReversed()) {
        seen.add(BigInt(event.seq));
        tell(event);
      }
      for (const seq of seen) if (seen.size > REMEMBERED) seen.delete(seq);
    } catch (error) {
      if (!(error instanceof Failure) || !passing(error)) throw error;
      if (!away) note(`${error.message}. Trying again each second.`);
      away = true;
    }
  }
}

/** @returns the newest first */
async function readFresh(
  client: Client,
  path: string,
  query: Query,
  isOld: (seq: bigint) => boolean,
): Promise<EventDto[]> {
  const fresh: EventDto[] = [];
  let cursor: string | null = null;
  do {
    const at: Query = cursor === null ? {} : { cursor };
    const page: EventPageDto = await client.get<EventPageDto>(path, { ...query, ...at, limit: String(PAGE) });
    const unseen = page.events.filter(({ seq }) => !isOld(BigInt(seq)));
    fresh.push(...unseen);
    // A page that holds an old one reaches back to what was told.
    cursor = unseen.length === page.events.length ? page.nextCursor : null;
  } while (cursor !== null);
  return fresh;
}

const passing = ({ exitCode, answer }: Failure): boolean =>
  exitCode === EXIT.unreachable || (answer !== undefined && (answer.status === 429 || answer.status >= 500));
