import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { JobReleaseStore, type WorkersJob } from '../../../fleet/store/job-release.store.js';
import { forEachBreathing } from '../../../platform/batch/breathe.js';
import { Database, type Queryable } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import { Instance } from '../../../platform/instance/instance.js';
import type { WorkerState } from '../../../fleet/worker.js';
import type { Registration, Authority, RegisteredState, Registered, Replaced } from '../registration.js';
import { itemOf, MANY, ONE, type RegisterStatement } from './register-statement.js';
import type { StateRow } from '../../../fleet/store/state-row.js';
import { MadeMeanwhile, Takeovers, type TakeoverRefusal } from './takeovers.js';

const BEATING_AT_ADDRESS = statement(import.meta.url, './sql/beating-at-address.sql');
const FIND_IDS = statement(import.meta.url, './sql/find-ids.sql');
const DROP = statement(import.meta.url, './sql/drop-workers.sql');
const LOCK = statement(import.meta.url, './sql/lock-workers.sql');

interface DoomedRow {
  readonly id: string;
  readonly worker_id: string;
  readonly incarnation: number;
}

/** Rolls a transaction back. */
class RolledBack extends Error {
  constructor(readonly results: readonly (Registered | TakeoverRefusal)[]) {
    super('Not all items can be registered');
  }
}

/** Writes registrations, many in one statement. */
@Injectable()
export class RegistrationStore {
  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly jobs: JobReleaseStore,
    private readonly takeovers: Takeovers,
  ) {}

  /**
   * Registers workers, each `workerId` once. Returns the results in order: for a known worker that the caller
   * may not take over, why it was refused.
   * @throws DomainError `join_token_expired`, `join_token_used_up`: none is registered then
   */
  register(
    registrations: readonly Registration[],
    authority: Authority,
  ): Promise<(Registered | TakeoverRefusal)[]> {
    return this.registering(registrations, (tx) => this.registerIn(tx, registrations, authority, MANY));
  }

  /**
   * Does the same for all or none: if the results contain a refusal, nothing was registered.
   * @param isWhole false only looks for refusals, and registers nothing
   */
  async registerAll(
    registrations: readonly Registration[],
    authority: Authority,
    isWhole: boolean,
  ): Promise<readonly (Registered | TakeoverRefusal)[]> {
    try {
      return await this.registering(registrations, async (tx) => {
        const results = await this.registerIn(tx, registrations, authority, MANY);
        if (!isWhole || results.some((each) => typeof each === 'string')) throw new RolledBack(results);
        return results;
      });
    } catch (error) {
      if (error instanceof RolledBack) return error.results;
      throw error;
    }
  }

  /** Does the same for one worker, and returns its complete state. */
  async registerOne(
    registration: Registration,
    authority: Authority,
  ): Promise<Registered<WorkerState> | TakeoverRefusal> {
    const one = [registration];
    return (await this.registering(one, (tx) => this.registerIn(tx, one, authority, ONE)))[0]!;
  }

  /**
   * Returns which of these names are ids of other workers: a path could mean either. One check before the
   * write is enough, because an id exists before anyone can know it.
   */
  async idsAmong(names: readonly string[]): Promise<ReadonlySet<string>> {
    const ids = names.filter((name) => isUuid(name));
    if (ids.length === 0) return new Set();
    const rows = await this.instance.taking(() =>
      this.database.query<{ id: string; worker_id: string }>(FIND_IDS, [ids]),
    );
    const owners = new Map(rows.map(({ id, worker_id }) => [id, worker_id]));
    return new Set(ids.filter((name) => (owners.get(name.toLowerCase()) ?? name) !== name));
  }

  /**
   * Finds other workers that send heartbeats and have the address and port of these.
   * @returns their workerIds, by id
   */
  async beatingAtAddressOf(ids: readonly string[], leaseMs: number): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    type Row = { id: string; other: string };
    const rows = await this.database.query<Row>(BEATING_AT_ADDRESS, [ids, leaseMs / 1000]);
    return new Map(rows.map(({ id, other }) => [id, other]));
  }

  private registering<Result>(
    all: readonly Registration[],
    work: (tx: Queryable) => Promise<Result>,
  ): Promise<Result> {
    const names = all.map(({ description }) => description.workerId);
    return this.instance.taking(async () => {
      for (;;) {
        try {
          return await this.database.transaction(work);
        } catch (error) {
          if (!(error instanceof MadeMeanwhile)) throw error;
        }
      }
    }, names);
  }

  private async registerIn<State extends RegisteredState>(
    tx: Queryable,
    all: readonly Registration[],
    authority: Authority,
    register: RegisterStatement<State>,
  ): Promise<(Registered<State> | TakeoverRefusal)[]> {
    const known = await this.takeovers.judge(tx, all, authority);
    const allowed = all.filter(({ description }) => !known.refused.has(description.workerId));
    if (allowed.length === 0) return all.map(({ description }) => known.refused.get(description.workerId)!);
    const replaced = await this.drop(tx, allowed, authority);
    const states = await this.write(tx, allowed, authority, replaced, register);
    this.takeovers.requireSeen(states, allowed, authority, known);
    const registered = await this.settleJobs(tx, allowed, states, replaced, authority);
    await this.takeovers.spend(tx, states, authority);
    if (allowed.length === all.length) return registered;
    const byName = new Map(registered.map((each, index) => [allowed[index]!.description.workerId, each]));
    return all.map(({ description: { workerId } }) => byName.get(workerId) ?? known.refused.get(workerId)!);
  }

  /**
   * Deletes the records that are replaced, and releases their jobs.
   * @returns them by workerId
   */
  private async drop(
    tx: Queryable,
    registrations: readonly Registration[],
    { actor }: Authority,
  ): Promise<Map<string, Replaced>> {
    const forced = registrations.filter(({ force }) => force).map(({ description }) => description.workerId);
    if (forced.length === 0) return new Map();
    const doomed = await this.hold(tx, forced);
    const ids = doomed.map(({ id }) => id);
    const released = await this.jobs.release(tx, ids, {
      reason: 'replaced',
      actor,
      tellLater: false,
    });
    await tx.query(DROP, [ids]);
    return new Map(
      doomed.map(({ id, worker_id, incarnation }) => [
        worker_id,
        { id, incarnation, jobs: jobsOf(id, released) },
      ]),
    );
  }

  /** Locks records that will be deleted, including those that were created while others were awaited. */
  private async hold(tx: Queryable, workerIds: readonly string[]): Promise<DoomedRow[]> {
    for (let held = -1; ; ) {
      const doomed = await tx.query<DoomedRow>(LOCK, [workerIds, null]);
      if (doomed.length === held) return doomed;
      held = doomed.length;
    }
  }

  private async write<State extends RegisteredState>(
    tx: Queryable,
    registrations: readonly Registration[],
    { actor, proof, joinToken }: Authority,
    replaced: ReadonlyMap<string, Replaced>,
    { statement: register, read }: RegisterStatement<State>,
  ): Promise<State[]> {
    const items: object[] = [];
    await forEachBreathing(registrations, (registration, ord) =>
      items.push(itemOf(registration, ord, replaced, proof)),
    );
    const rows = await tx.query<StateRow & { ord: number }>(register, [
      JSON.stringify(items),
      this.instance.number,
      actor,
      JSON.stringify(joinToken === undefined ? {} : { joinToken: joinToken.name }),
    ]);
    const states = Array.from<State>({ length: registrations.length });
    for (const row of rows) states[row.ord] = read(row);
    return states;
  }

  /** Another process that does not run the jobs of the old one: they are released while its row is locked. */
  private async settleJobs<State extends RegisteredState>(
    tx: Queryable,
    registrations: readonly Registration[],
    states: readonly State[],
    replaced: ReadonlyMap<string, Replaced>,
    { actor }: Authority,
  ): Promise<Registered<State>[]> {
    const named = states.flatMap(({ id, lastOutcome }, index) => {
      const { activeJobs } = registrations[index]!;
      return lastOutcome === 'resumed' && activeJobs !== null
        ? activeJobs.map((jobId) => ({ worker: id, jobId }))
        : [];
    });
    const loose = states.filter(({ lastOutcome, assignedJobCount }, index) => {
      const namesJobs = registrations[index]!.activeJobs !== null;
      return (
        assignedJobCount > 0 && (lastOutcome === 'restarted' || (lastOutcome === 'resumed' && namesJobs))
      );
    });
    const released = await this.jobs.release(
      tx,
      loose.map(({ id }) => id),
      { reason: 'the worker restarted', actor, tellLater: false, kept: named },
    );
    const foreign = await this.jobs.foreign(tx, named);
    return states.map((state, index) => {
      const ended = jobsOf(state.id, released);
      return {
        state: { ...state, assignedJobCount: state.assignedJobCount - ended.length },
        releasedJobs: replaced.get(registrations[index]!.description.workerId)?.jobs ?? ended,
        foreignJobs: jobsOf(state.id, foreign),
      };
    });
  }
}

const jobsOf = (id: string, jobs: readonly WorkersJob[]): string[] =>
  jobs.filter(({ worker }) => worker === id).map(({ jobId }) => jobId);
