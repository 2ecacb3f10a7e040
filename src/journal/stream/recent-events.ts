import type { EventDto } from '../dto/event.dto.js';
import type { StreamedRow } from '../store/stream.store.js';
import { eventBlock } from './blocks.js';
import { isAfter, isSame, type Position } from './position.js';

/** An event, ready to be sent. */
export interface StreamEvent
  extends Position,
    Pick<StreamedRow, 'type' | 'id' | 'worker_id' | 'actor' | 'subject'> {
  readonly block: Buffer;
}

export function streamEvent(row: StreamedRow): StreamEvent {
  const { type, id, worker_id, actor, subject } = row;
  const at = { tx: Number(row.tx), seq: Number(row.seq) };
  return { ...at, type, id, worker_id, actor, subject, block: eventBlock(at, row) };
}

const DATA = 'data: ';

/** Returns an event as in every response. */
export function eventOf({ block }: StreamEvent): EventDto {
  const text = block.toString();
  return JSON.parse(text.slice(text.indexOf(DATA) + DATA.length)) as EventDto;
}

/** The latest events without a gap, bounded by number and bytes. */
export class RecentEvents {
  private events: StreamEvent[] = [];
  private bytes = 0;

  constructor(
    private readonly maxEvents: number,
    private readonly maxBytes: number,
    /** The place before the oldest one. */
    private from: Position,
  ) {}

  add(events: readonly StreamEvent[]): void {
    for (const event of events) {
      this.events.push(event);
      this.bytes += event.block.length;
    }
    let dropped = 0;
    while (this.events.length - dropped > this.maxEvents || this.bytes > this.maxBytes) {
      const oldest = this.events[dropped]!;
      this.bytes -= oldest.block.length;
      this.from = oldest;
      dropped += 1;
    }
    if (dropped > 0) this.events = this.events.slice(dropped);
  }

  /** Whether it contains the event at that place. */
  has(place: Position): boolean {
    const event = this.events[this.indexAfter(place) - 1];
    return event !== undefined && isSame(event, place);
  }

  /** Returns up to `limit` events after a place; undefined if some of them are too old to be here. */
  eventsAfter(place: Position, limit: number): readonly StreamEvent[] | undefined {
    if (isAfter(this.from, place)) return undefined;
    const index = this.indexAfter(place);
    return this.events.slice(index, index + limit);
  }

  private indexAfter(place: Position): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAfter(this.events[middle]!, place)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
