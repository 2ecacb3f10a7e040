import { once } from 'node:events';
import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import type { EventDto } from '../../src/journal/dto/event.dto.js';
import { DEFAULT_PREFIX } from '../../src/worker-registration.module.js';
import { until } from './waiting.js';

/** One block of server-sent events. */
export interface Block {
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
}

/** A client of /events/stream, which reads the events, or does not. */
export class EventStream {
  readonly blocks: Block[] = [];
  private text = '';
  hasEnded = false;

  private constructor(
    private readonly request: ClientRequest,
    readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('error', () => undefined).on('close', () => (this.hasEnded = true));
  }

  static async open(
    url: string,
    query: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<EventStream> {
    const stream = await EventStream.unread(url, query, headers);
    stream.response.on('data', (text: string) => stream.take(text));
    if (stream.response.statusCode === 200) await until(() => stream.blocks.length > 0);
    return stream;
  }

  /** A client that reads nothing. */
  static async unread(
    url: string,
    query: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<EventStream> {
    const path = `/${DEFAULT_PREFIX}/events/stream?${new URLSearchParams(query).toString()}`;
    const request = get(url + path, { headers, agent: false }).on('error', () => undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new EventStream(request, response);
  }

  /** The id that a browser would send when it reconnects. */
  get lastEventId(): string {
    return this.blocks.findLast(({ id }) => id !== undefined)!.id!;
  }

  /** The events of the journal. */
  get events(): EventDto[] {
    return this.blocks
      .filter(({ event, data }) => event === undefined && data !== undefined)
      .map(({ data }) => JSON.parse(data!) as EventDto);
  }

  get workerIds(): (string | null)[] {
    return this.events.map(({ workerId }) => workerId);
  }

  async hears(count: number): Promise<void> {
    await until(() => this.events.length >= count);
  }

  close(): void {
    this.request.destroy();
  }

  private take(text: string): void {
    const parts = (this.text + text).split('\n\n');
    this.text = parts.pop()!;
    this.blocks.push(...parts.map(blockOf));
  }
}

function blockOf(text: string): Block {
  const fields = text.split('\n').map((line) => line.split(/: ?(.*)/s, 2) as [string, string]);
  return Object.fromEntries(fields.filter(([name]) => name !== ''));
}
