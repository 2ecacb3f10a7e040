import { Injectable } from '@nestjs/common';
import { ANYONE, scopeOf, type Caller } from '../../identity/access/caller.js';
import { FencedWorkers } from '../../identity/access/fenced-workers.js';
import { hasCode, validationFailed } from '../../platform/errors/domain-error.js';
import { readFilters } from '../../platform/validation/read-query.js';
import { TimelineQuery, type IntervalDto, type TimelineDto } from './dto/timeline.dto.js';
import { TimelineStore, type JournalledRecord, type TimelineRow } from './store/timeline.store.js';
import { tracksOf, type Interval } from './tracks.js';

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;
const MAX_EVENTS = 2000;

/** Shows what a worker was over time, as the journal records it. */
@Injectable()
export class Timelines {
  constructor(
    private readonly store: TimelineStore,
    private readonly workers: FencedWorkers,
  ) {}

  /** @throws DomainError `validation_failed`, `worker_not_registered` */
  async readTimeline(name: string, query: unknown, caller: Caller = ANYONE): Promise<TimelineDto> {
    const asked = readFilters(TimelineQuery, query, 'query parameter');
    const now = new Date();
    const until = new Date(Math.min(now.getTime(), Date.parse(asked.until ?? now.toISOString())));
    const from = asked.from === undefined ? new Date(until.getTime() - DAY_MS) : new Date(asked.from);
    requireRange(from, until);
    const record = await this.findRecord(name, caller);
    const rows = [
      ...(await this.store.readTimeline(record.id, from, until, MAX_EVENTS + 1)),
      ...endOf(record, from, until),
    ];
    const within = rows.filter(({ is_within: isWithin }) => isWithin);
    const isComplete = within.length <= MAX_EVENTS;
    // What was so before the oldest event that was read is unknown then.
    const since = isComplete ? from : within[1]!.at;
    const lines = isComplete ? rows : within.slice(1);
    const { presence, health, order, incarnation } = tracksOf(lines, since, until < now ? until : null);
    return {
      id: record.id,
      workerId: record.worker_id,
      from: since.toISOString(),
      until: until.toISOString(),
      complete: isComplete,
      presence: presence.map(intervalDto),
      health: health.map(intervalDto),
      order: order.map(intervalDto),
      incarnation: incarnation.map(intervalDto),
    };
  }

  /** Finds a record; one that was deleted or replaced in the journal, which outlives it. */
  private async findRecord(name: string, caller: Caller): Promise<JournalledRecord> {
    try {
      const { state, description } = await this.workers.readWorker(name, caller);
      return { id: state.id, worker_id: description.workerId, replaced_at: null, replaced_by: null };
    } catch (error) {
      // A limited key sees the workers of its scope, and a record that is gone is in none.
      const isGone = hasCode(error, 'worker_not_registered');
      const found = isGone && scopeOf(caller) === null ? await this.store.findRecord(name) : undefined;
      if (found === undefined) throw error;
      return found;
    }
  }
}

/** Returns the end of a record that was replaced: it is an event of its successor. */
function endOf(
  { replaced_at: at, replaced_by: actor }: JournalledRecord,
  from: Date,
  until: Date,
): TimelineRow[] {
  if (at === null || at >= until) return [];
  const detail = { isReplaced: true };
  return [{ seq: '', at, type: 'deleted', actor: actor!, detail, is_within: at >= from }];
}

function requireRange(from: Date, until: Date): void {
  if (from < until && until.getTime() - from.getTime() <= MAX_DAYS * DAY_MS) return;
  throw validationFailed([
    {
      field: 'from',
      message: `from must be before until, and up to ${MAX_DAYS} days earlier, not ${from.toISOString()}`,
    },
  ]);
}

const intervalDto = ({ from, until, value, reason, actor }: Interval): IntervalDto => ({
  from: from.toISOString(),
  until: until?.toISOString() ?? null,
  value,
  reason,
  actor,
});
