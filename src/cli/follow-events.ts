import { setTimeout as pause } from 'node:timers/promises';
import type { EventDto } from '../journal/dto/event.dto.js';
import type { Client, Query } from './client.js';
import { eventStream } from './event-stream.js';
import { EXIT, Failure } from './failure.js';

const PAUSE_MS = 1000;

/** Receives the events. */
export interface Follower {
  event(event: EventDto): void;
  /** A message besides the events: the server is unavailable, or back; events may be missing. */
  note(text: string): void;
}

/**
 * Reports each event once, as it happens, until the process ends or is halted. Waits for an unavailable server, and
 * resumes the stream where it broke.
 * @param past reads earlier events, newest first; called once the stream has begun, and reported before it
 * @throws Failure if it cannot begin, or is refused later; the abort reason of `halt`
 */
export async function followEvents(
  client: Client,
  query: Query,
  past: () => Promise<readonly EventDto[]>,
  follower: Follower,
  halt?: AbortSignal,
): Promise<never> {
  /** The stream may repeat past events that were already reported. */
  let known: ReadonlySet<string> | undefined;
  let last: string | undefined;
  let away = false;
  for (;;) {
    try {
      for await (const { id, event, data } of eventStream(client, query, last, halt)) {
        if (away) follower.note('The server is available again.');
        away = false;
        known ??= await tellPast(past, follower);
        if (event === undefined && data !== undefined) {
          const happened = JSON.parse(data) as EventDto;
          if (!known.has(happened.seq)) follower.event(happened);
        } else if (event === 'reset') follower.note((JSON.parse(data!) as { message: string }).message);
        last = id ?? last;
      }
    } catch (error) {
      halt?.throwIfAborted();
      if (known === undefined || (error instanceof Failure && !passing(error))) throw error;
      if (!away) follower.note(`${wordsOf(error)}. Retrying every second.`);
      away = true;
    }
    await pause(PAUSE_MS, undefined, { signal: halt });
  }
}

async function tellPast(
  past: () => Promise<readonly EventDto[]>,
  follower: Follower,
): Promise<ReadonlySet<string>> {
  const events = await past();
  for (const event of events.toReversed()) follower.event(event);
  return new Set(events.map(({ seq }) => seq));
}

const passing = ({ exitCode, answer }: Failure): boolean =>
  exitCode === EXIT.unreachable || (answer !== undefined && (answer.status === 429 || answer.status >= 500));

const wordsOf = (error: unknown): string =>
  error instanceof Failure ? error.message : 'The server closed the connection';
