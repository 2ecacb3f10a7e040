import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Forbidden } from './history.js';
import { LeaseModel } from './lease-model.js';

interface Row {
  readonly boot: number;
  readonly incarnation: number;
  readonly lease: number;
  readonly failures: number;
  readonly failed: boolean;
  readonly held: boolean;
}

interface Holding {
  readonly worker: string;
  readonly fence: number;
}

interface Renewal {
  readonly worker: string;
  readonly incarnation: number;
  readonly at: number;
}

/** A state of model/leases.qnt, as far as the replay sees it. */
interface State {
  readonly now: number;
  readonly rows: ReadonlyMap<string, Row>;
  readonly holdings: ReadonlyMap<string, Holding>;
  readonly renewals: readonly Renewal[];
}

/** A step of time is longer than a trace: each state has a time of its own within its step. */
const STEP_MS = 1000;

/** Reads the traces of a module that Quint wrote to a folder, in its Informal Trace Format. */
export function tracesIn(folder: string, module: string): State[][] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${module}-`))
    .map((file) => {
      const { states } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { states: unknown[] };
      return states.map((state) => plain(state) as State);
    });
}

/** Returns a value of the format as JavaScript has it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('#bigint' in value) return Number(value['#bigint']);
  if ('#set' in value) return plain(value['#set']);
  if ('#tup' in value) return plain(value['#tup']);
  if ('#map' in value) return new Map(plain(value['#map']) as [string, unknown][]);
  // Variables have the names of their modules in front: `correct::leases::now`.
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name.split('::').at(-1)!, plain(each)]),
  );
}

/** Replays a trace: what changes from one state to the next is a step. */
export function replayTrace(states: readonly State[]): Forbidden[] {
  const model = new LeaseModel();
  const forbidden: Forbidden[] = [];
  for (const [index, state] of states.entries()) {
    if (index === 0) continue;
    const at = state.now * STEP_MS + index;
    for (const [step, why] of steps(model, states[index - 1]!, state, at))
      if (why !== undefined) forbidden.push({ step: `state ${index}: ${step}`, why });
  }
  return forbidden;
}

function* steps(
  model: LeaseModel,
  before: State,
  state: State,
  at: number,
): Generator<[step: string, why: string | undefined]> {
  for (const [job, was] of before.holdings)
    if (was.worker !== '' && state.holdings.get(job)!.worker !== was.worker)
      yield [`${job} ends`, model.end(job, was.worker, was.fence)];
  for (const [job, { worker, fence }] of state.holdings)
    if (worker !== '' && before.holdings.get(job)!.worker === '')
      yield [`${job} for ${worker}`, model.assign(job, worker, fence)];
  for (const [worker, row] of state.rows) {
    const was = before.rows.get(worker)!;
    const { incarnation } = row;
    // The last moment of the lease: it ends when the next step of time begins.
    const answered = {
      incarnation,
      leaseEnd: (row.lease + 1) * STEP_MS - 1,
      sentAt: at - 0.5,
      answeredAt: at,
    };
    if (row.boot !== was.boot) {
      yield [`${worker} registers`, model.register(worker, incarnation, false)];
      yield [`${worker} is told`, model.introduce(worker, incarnation, String(row.boot))];
      yield [`${worker} is told`, model.acknowledge(worker, answered)];
    } else if (accepted(before, state, worker))
      yield [`a heartbeat of ${worker}`, model.acknowledge(worker, answered)];
    if (row.failures > was.failures)
      yield [`${worker} is judged`, model.judge(worker, { at, failed: row.failed, held: was.held })];
  }
}

/** Whether a renewal of the worker's current incarnation committed between two states. */
function accepted(before: State, state: State, worker: string): boolean {
  const left = new Set(state.renewals.map((each) => JSON.stringify(each)));
  const { incarnation } = state.rows.get(worker)!;
  return before.renewals.some(
    (each) => each.worker === worker && each.incarnation === incarnation && !left.has(JSON.stringify(each)),
  );
}
