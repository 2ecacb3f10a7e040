import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { JobReleaseStore, type WorkersJob } from '../../../fleet/store/job-release.store.js';
import { setLockTimeout } from '../../../platform/database/common-statements.js';
import { BatchesInHand } from '../../../platform/batch/batches-in-hand.js';
import { Database, type Queryable, type Transaction } from '../../../platform/database/database.js';
import { statement } from '../../../platform/database/statement.js';
import { Instance } from '../../../platform/instance/instance.js';
import { Suspicion } from '../../../fleet/suspicion.js';
import {
  nameOf,
  type Authorised,
  type Registered,
  type RegisteredState,
  type Replaced,
  type ShownState,
} from '../registration.js';
import { jobsByWorker } from './jobs-by-worker.js';
import { MANY, ordOf, partsOf, SHOWN, type RegisterStatement } from './register-statement.js';
import { MadeMeanwhile, Takeovers, type TakeoverRefusal } from './takeovers.js';

const BEATING_AT_ADDRESS = statement(import.meta.url, './sql/beating-at-address.sql');
const FIND_IDS = statement(import.meta.url, './sql/find-ids.sql');
const DROP = statement(import.meta.url, './sql/drop-workers.sql');
const LOCK = statement(import.meta.url, './sql/lock-workers.sql');

/** How long registrations that are written together wait for a locked row of one of them. */
const TOGETHER_MS = 50;

type DoomedRow = { readonly id: string; readonly worker_id: string; readonly incarnation: number };

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
    private readonly suspicion: Suspicion,
    private readonly batches: BatchesInHand,
  ) {}

  /**
   * Registers workers, each `workerId` once. Returns the results in order: for a known worker that the caller
   * may not take over, why it was refused.
   * @param all have the same scope and the same join token, if any
   * @throws DomainError `join_token_expired`, `join_token_used_up`: none is registered then
   */
  registerWorkers(all: readonly Authorised[]): Promise<(Registered | TakeoverRefusal)[]> {
    return this.registering(all, (tx) => this.registerIn(tx, all, MANY));
  }

  /**
   * Does the same for all or none: if the results contain a refusal, nothing was registered.
   * @param isWhole false only looks for refusals, and registers nothing
   */
  async registerAll(
    all: readonly Authorised[],
    isWhole: boolean,
  ): Promise<readonly (Registered | TakeoverRefusal)[]> {
    try {
      return await this.registering(all, async (tx) => {
        const results = await this.registerIn(tx, all, MANY);
        if (!isWhole || results.some((each) => typeof each === 'string')) throw new RolledBack(results);
        return results;
      });
    } catch (error) {
      if (error instanceof RolledBack) return error.results;
      throw error;
    }
  }

  /** Does the same for one worker, and returns its state for an answer. */
  async registerOne(one: Authorised): Promise<Registered<ShownState> | TakeoverRefusal> {
    return (await this.registering([one], (tx) => this.registerIn(tx, [one], SHOWN)))[0]!;
  }

  /**
   * {@link registerOne} for callers that arrived together: it waits only briefly for rows that others have locked, and a
   * failure is no gap, as each is then registered alone.
   * @throws DomainError `database_busy` for a locked row
   */
  registerTogether(all: readonly Authorised[]): Promise<(Registered<ShownState> | TakeoverRefusal)[]> {
    return this.database.transaction(async (tx) => {
      await setLockTimeout(tx, TOGETHER_MS);
      return this.registerIn(tx, all, SHOWN);
    });
  }

  /**
   * Returns which of these names are ids of other workers: a path could mean either. One check before the
   * write is enough, because an id exists before anyone can know it.
   */
  async idsAmong(names: readonly string[]): Promise<ReadonlySet<string>> {
    const ids = names.filter((name) => isUuid(name));
    if (ids.length === 0) return new Set();
    const rows = await this.instance.runAccepting(() =>
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
    all: readonly Authorised[],
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const names = all.map(nameOf);
    return this.instance.runAccepting(async () => {
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
    tx: Transaction,
    all: readonly Authorised[],
    register: RegisterStatement<State>,
  ): Promise<(Registered<State> | TakeoverRefusal)[]> {
    const known = await this.takeovers.judgeTakeovers(tx, all);
    const allowed = all.filter((each) => !known.refused.has(nameOf(each)));
    const [first] = allowed;
    if (first === undefined) return all.map((each) => known.refused.get(nameOf(each))!);
    const replaced = await this.drop(tx, allowed);
    const states = await this.write(tx, allowed, replaced, register);
    this.takeovers.requireSeen(states, allowed, known);
    const registered = await this.settleJobs(tx, allowed, states, replaced);
    await this.takeovers.spendJoinToken(tx, states, first.authority);
    if (allowed.length === all.length) return registered;
    const byName = new Map(registered.map((each, index) => [nameOf(allowed[index]!), each]));
    return all.map((each) => byName.get(nameOf(each)) ?? known.refused.get(nameOf(each))!);
  }

  /**
   * Deletes the records that are replaced, and releases their jobs.
   * @returns them by workerId
   */
  private async drop(tx: Queryable, all: readonly Authorised[]): Promise<Map<string, Replaced>> {
    const forced = new Map(
      all
        .filter(({ registration }) => registration.force)
        .map((each) => [nameOf(each), each.authority.actor]),
    );
    if (forced.size === 0) return new Map();
    const doomed = await this.hold(tx, [...forced.keys()]);
    const ids = doomed.map(({ id }) => id);
    const released = await this.jobs.releaseJobs(tx, ids, {
      reason: 'replaced',
      actor: doomed.map(({ worker_id }) => forced.get(worker_id)!),
      tellLater: false,
    });
    await tx.query(DROP, [ids]);
    const jobs = jobsByWorker(released);
    return new Map(
      doomed.map(({ id, worker_id, incarnation }) => [worker_id, { id, incarnation, jobs: jobs(id) }]),
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
    tx: Transaction,
    all: readonly Authorised[],
    replaced: ReadonlyMap<string, Replaced>,
    { statement: register, read }: RegisterStatement<State>,
  ): Promise<State[]> {
    const states = Array.from<State>({ length: all.length });
    let first = true;
    for await (const { parameters, length, isLast } of partsOf(
      all,
      replaced,
      this.instance.number,
      this.suspicion,
    )) {
      // Each statement locks descriptions before states: several of them would mix the two.
      if (first && !isLast) await tx.query(LOCK, [all.map(nameOf), null]);
      first = false;
      for (const row of await tx.queryPreparedTexts(register, parameters)) states[ordOf(row)] = read(row);
      this.batches.noteGarbage(length);
    }
    return states;
  }

  /** Another process that does not run the jobs of the old one: they are released while its row is locked. */
  private async settleJobs<State extends RegisteredState>(
    tx: Queryable,
    all: readonly Authorised[],
    states: readonly State[],
    replaced: ReadonlyMap<string, Replaced>,
  ): Promise<Registered<State>[]> {
    const named: WorkersJob[] = [];
    const loose: string[] = [];
    const actor: string[] = [];
    for (const [index, { id, lastOutcome, assignedJobCount }] of states.entries()) {
      const { registration, authority } = all[index]!;
      const { activeJobs } = registration;
      const listsJobs = lastOutcome === 'resumed' && activeJobs !== null;
      if (listsJobs) named.push(...activeJobs.map((jobId) => ({ worker: id, jobId })));
      if (assignedJobCount === 0 || !(listsJobs || lastOutcome === 'restarted')) continue;
      loose.push(id);
      actor.push(authority.actor);
    }
    const reason = 'the worker restarted';
    const released = await this.jobs.releaseJobs(tx, loose, { reason, actor, tellLater: false, kept: named });
    const ended = jobsByWorker(released);
    const foreign = jobsByWorker(await this.jobs.findForeignJobs(tx, named));
    return states.map((state, index) => {
      const releasedJobs = ended(state.id);
      return {
        state: { ...state, assignedJobCount: state.assignedJobCount - releasedJobs.length },
        inForce: state.inForce,
        releasedJobs: replaced.get(nameOf(all[index]!))?.jobs ?? releasedJobs,
        foreignJobs: foreign(state.id),
      };
    });
  }
}
