import { Injectable } from '@nestjs/common';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { FencedWorkers } from '../../identity/access/fenced-workers.js';
import { validationFailed } from '../../platform/errors/domain-error.js';
import { readFilters } from '../../platform/validation/read-query.js';
import { TimelineQuery, type IntervalDto, type TimelineDto } from './dto/timeline.dto.js';
import { TimelineStore } from './store/timeline.store.js';
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
    const { state, description } = await this.workers.readWorker(name, caller);
    const rows = await this.store.readTimeline(state.id, from, until, MAX_EVENTS + 1);
    const within = rows.filter(({ is_within: isWithin }) => isWithin);
    const isComplete = within.length <= MAX_EVENTS;
    // What was so before the oldest event that was read is unknown then.
    const since = isComplete ? from : within[1]!.at;
    const lines = isComplete ? rows : within.slice(1);
    const { presence, health, order, incarnation } = tracksOf(lines, since, until < now ? until : null);
    return {
      id: state.id,
      workerId: description.workerId,
      from: since.toISOString(),
      until: until.toISOString(),
      complete: isComplete,
      presence: presence.map(intervalDto),
      health: health.map(intervalDto),
      order: order.map(intervalDto),
      incarnation: incarnation.map(intervalDto),
    };
  }
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
