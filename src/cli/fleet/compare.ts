import { isDeepStrictEqual } from 'node:util';
import type { OverriddenWorkerDto } from '../../fleet/dto/overrides.dto.js';
import type { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { overrideOf } from '../../fleet/overrides.js';
import { WORKER_FIELD_NAMES, type WorkerFieldName } from '../../fleet/worker-fields.js';
import { pathOf, type Client } from '../client.js';
import { Failure } from '../failure.js';
import { pages } from '../pages.js';
import type { Ready } from './check-rows.js';

/** Up to this many workers are read one by one; above, the whole list is read. */
const FEW = 200;

export interface Difference {
  readonly line: number;
  readonly workerId: string;
  readonly state: 'new' | 'changed' | 'unchanged';
  /** The fields that would change. */
  readonly fields: readonly string[];
}

/** Reports what a run would change, without changing it. */
export async function compareFleet(client: Client, rows: readonly Ready[]): Promise<Difference[]> {
  const known = rows.length > FEW ? await allOf(client, rows) : await eachOf(client, rows);
  return rows.map((row) => {
    const { line, workerId } = row;
    const worker = known.get(workerId);
    if (worker === undefined) return { line, workerId, state: 'new', fields: [] };
    const fields = differing(worker, row);
    return { line, workerId, state: fields.length === 0 ? 'unchanged' : 'changed', fields };
  });
}

const differing = (worker: KnownWorker, { description }: Ready): WorkerFieldName[] =>
  WORKER_FIELD_NAMES.filter((field) => !isDeepStrictEqual(reportedBy(worker, field), description[field]));

/** Overrides are not in lists. */
type KnownWorker = WorkerDto & Partial<Pick<OverriddenWorkerDto, 'overrides'>>;
type Known = ReadonlyMap<string, KnownWorker>;

/** A registration changes what the worker reports, not what an operator has set in its place. */
function reportedBy(worker: KnownWorker, field: WorkerFieldName): unknown {
  const override = overrideOf(field);
  const overrides = (worker.overrides ?? {}) as Record<string, { reported: unknown }>;
  return override !== undefined && override in overrides ? overrides[override]!.reported : worker[field];
}

async function eachOf(client: Client, rows: readonly Ready[]): Promise<Known> {
  const known = new Map<string, KnownWorker>();
  for (const { workerId } of rows) {
    try {
      const worker = await client.get<OverriddenWorkerDto>(pathOf(workerId));
      // It may have been found by its id.
      if (worker.workerId === workerId) known.set(workerId, worker);
    } catch (error) {
      if (!(error instanceof Failure) || error.answer?.status !== 404) throw error;
    }
  }
  return known;
}

async function allOf(client: Client, rows: readonly Ready[]): Promise<Known> {
  const asked = new Set(rows.map(({ workerId }) => workerId));
  const known = new Map<string, KnownWorker>();
  const read = pages(
    client,
    '',
    {},
    Infinity,
    (page: { workers: WorkerDto[]; nextCursor: string | null }) => page.workers,
  );
  for await (const { items } of read)
    for (const worker of items) if (asked.has(worker.workerId)) known.set(worker.workerId, worker);
  return withOverrides(client, rows, known);
}

/** Reads workers again whose difference may be an override. If there are many, the file differs from the fleet anyway. */
async function withOverrides(client: Client, rows: readonly Ready[], listed: Known): Promise<Known> {
  const doubtful = rows.filter((row) => {
    const worker = listed.get(row.workerId);
    return worker !== undefined && differing(worker, row).some((field) => overrideOf(field) !== undefined);
  });
  if (doubtful.length > FEW) return listed;
  return new Map([...listed, ...(await eachOf(client, doubtful))]);
}
