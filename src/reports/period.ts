import { validationFailed } from '../platform/errors/domain-error.js';
import { MAX_DAYS, type ReportQuery } from './dto/report.query.js';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 7;

/** The time that a report is about. */
export interface Period {
  readonly from: Date;
  readonly until: Date;
  readonly now: Date;
}

/**
 * Returns the period that is asked for, as far as the journal reaches back.
 * @throws DomainError `validation_failed`
 */
export function periodOf(asked: ReportQuery, now: Date, keptDays: number): Period {
  const until = asked.until === undefined ? now : new Date(Math.min(Date.parse(asked.until), now.getTime()));
  const from =
    asked.from === undefined ? new Date(until.getTime() - DEFAULT_DAYS * DAY_MS) : new Date(asked.from);
  const kept = new Date(now.getTime() - keptDays * DAY_MS);
  if (from >= until || until.getTime() - from.getTime() > MAX_DAYS * DAY_MS)
    throw notAPeriod(
      `from must be before until, and up to ${MAX_DAYS} days earlier, not ${from.toISOString()}`,
    );
  if (until <= kept)
    throw notAPeriod(
      `The journal is kept for ${keptDays} days: the period must end after ${kept.toISOString()}`,
    );
  return { from: from < kept ? kept : from, until, now };
}

const notAPeriod = (message: string): Error => validationFailed([{ field: 'from', message }]);

export const daysOf = ({ from, until }: Period): number => (until.getTime() - from.getTime()) / DAY_MS;

/** The fields of a report that say what it is about. */
export const periodFields = ({
  from,
  until,
  now,
}: Period): { from: string; until: string; generatedAt: string } => ({
  from: from.toISOString(),
  until: until.toISOString(),
  generatedAt: now.toISOString(),
});
