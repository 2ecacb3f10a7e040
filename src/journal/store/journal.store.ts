import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../../platform/database/database.js';
import { ReadDatabase } from '../../platform/database/read-database.js';
import type { ScopeTerms } from '../../identity/access/worker-scope.js';
import { builtStatement, statement } from '../../platform/database/statement.js';

const EXPIRE = statement(import.meta.url, './expire-events.sql');

/** A page reads no more events than this; it may be short, or empty, and still have a next page. */
const MAX_ROWS_A_PAGE = 50_000;

const FROM_THE_NEWEST = '999999999999999999';

/** The owners whose events can be read, each through its own index. */
const OWNERS = {
  all: '$2::text IS NULL',
  record: 'id = $2::uuid',
  name: 'worker_id = $2::text',
  either: '(id = $2::uuid OR worker_id = $2::text)',
} as const;

/** Returns the SQL of the next events to read. */
const spanOf = (owner: keyof typeof OWNERS): string => `SELECT * FROM worker_registration.journal
  WHERE seq < $1::bigint AND ${OWNERS[owner]}
  ORDER BY seq DESC LIMIT ${MAX_ROWS_A_PAGE}`;

/** Looked up by the key, row by row; the function that writing statements use takes several times as long. */
const IN_SCOPE = `
  AND EXISTS (
    SELECT FROM worker_registration.worker AS w
    WHERE w.id = span.id AND w.terms @> $7::text[] AND starts_with(w.worker_id, $8::text)
  )`;

const listEvents = builtStatement(
  'list-events',
  (owner: keyof typeof OWNERS, scoped: boolean, limit: number) =>
    `SELECT seq, at, type, id, worker_id, actor, subject, address, request_id, detail
FROM (${spanOf(owner)}) AS span
WHERE ($3::worker_registration.event_type[] IS NULL OR type = ANY ($3)) AND ($4::text IS NULL OR actor = $4 OR subject = $4)
  AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)${scoped ? IN_SCOPE : ''}
ORDER BY seq DESC LIMIT ${limit}`,
  {
    '': ['all', false, 100],
    'of-record': ['record', false, 100],
    'of-name': ['name', false, 100],
    'of-either': ['either', false, 100],
    'in-scope': ['all', true, 100],
  },
);

const findPageEnd = builtStatement(
  'find-page-end',
  (owner: keyof typeof OWNERS) =>
    `SELECT seq FROM (${spanOf(owner)}) AS span ORDER BY seq DESC OFFSET ${MAX_ROWS_A_PAGE - 1}`,
  { '': ['all'], 'of-either': ['either'] },
);

export interface JournalFilters {
  /** A workerId or an id. */
  readonly worker: string | null;
  /** Whether {@link worker} can only be an id. */
  readonly ofRecord: boolean;
  /** The scope of the caller; null for the whole fleet and for events without a worker. */
  readonly scope: ScopeTerms | null;
  readonly types: readonly string[] | null;
  readonly actor: string | null;
  readonly from: string | null;
  readonly until: string | null;
}

export interface EventRow {
  seq: string;
  at: Date;
  type: string;
  id: string | null;
  worker_id: string | null;
  actor: string;
  subject: string | null;
  address: string | null;
  request_id: string | null;
  detail: Record<string, unknown>;
}

export interface EventRows {
  readonly events: readonly EventRow[];
  readonly next: string | null;
}

export interface Expired {
  readonly expired: number;
  /** Null if there was none. */
  readonly last: string | null;
}

/** Reads the journal, newest first, and deletes old events. */
@Injectable()
export class JournalStore {
  constructor(
    private readonly database: Database,
    private readonly reads: ReadDatabase,
  ) {}

  /**
   * Deletes events older than `days`.
   * @param after the last event that the previous batch deleted
   * @returns how many, up to the limit, and the last of them
   */
  async expireEvents(days: number, limit: number, after: string): Promise<Expired> {
    const [row] = await this.database.query<Expired>(EXPIRE, [days, limit, after]);
    return row!;
  }

  async listEvents(filters: JournalFilters, before: string | null, limit: number): Promise<EventRows> {
    const owner = ownerOf(filters);
    const start = [before ?? FROM_THE_NEWEST, filters.worker];
    const scoped = filters.scope !== null;
    const { types, actor, from, until } = filters;
    const events = await this.reads.query<EventRow>(listEvents(owner, scoped, limit + 1), [
      ...start,
      types,
      actor,
      from,
      until,
      ...scopeValues(filters),
    ]);
    if (events.length > limit) return { events: events.slice(0, limit), next: events[limit - 1]!.seq };
    const [end] = await this.reads.query<{ seq: string }>(findPageEnd(owner), start);
    return { events, next: end?.seq ?? null };
  }
}

const scopeValues = ({ scope }: JournalFilters): unknown[] =>
  scope === null ? [] : [scope.terms, scope.prefix];

function ownerOf({ worker, ofRecord }: JournalFilters): keyof typeof OWNERS {
  if (worker === null) return 'all';
  if (ofRecord) return 'record';
  return isUuid(worker) ? 'either' : 'name';
}
