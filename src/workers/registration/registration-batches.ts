import { Inject, Injectable } from '@nestjs/common';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { IdentityService } from '../../identity/identity.service.js';
import { wholeOf, type Batch, type Slice } from '../../platform/batch/batch.js';
import { forEachBreathing } from '../../platform/batch/breathe.js';
import { Repeats } from '../../platform/batch/repeats.js';
import { wavesOf } from '../../platform/batch/waves.js';
import { writeInChunks } from '../../platform/batch/write-in-chunks.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import { BatchResults, type ResultSink } from '../batches/batch-results.js';
import type { RegistrationResultDto, RegistrationTotals } from './dto/registration-answers.dto.js';
import { HeartbeatAdvice } from '../heartbeats/heartbeat-advice.js';
import { statusOf } from './outcomes.js';
import { idOfAnother } from './registrar.js';
import { readRegistration } from './registration-reading.js';
import { registrationWarnings } from './registration-warnings.js';
import { boundsOf, RegistrationRights } from './registration-rights.js';
import { RegistrationWriter } from './registration-writer.js';
import { RegistrationStore } from './store/registration.store.js';
import type { Registered, Registration } from './registration.js';
import type { TakeoverRefusal } from './store/takeovers.js';

/** Registers batches of workers. */
@Injectable()
export class RegistrationBatches {
  constructor(
    private readonly store: RegistrationStore,
    private readonly advice: HeartbeatAdvice,
    private readonly identity: IdentityService,
    private readonly rights: RegistrationRights,
    private readonly writer: RegistrationWriter,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Registers many workers; each item has its own result, and a refused item does not affect the others. */
  async registerMany(
    batch: Batch,
    sink: ResultSink<RegistrationResultDto>,
    caller: Caller = ANYONE,
    withCredentials = true,
  ): Promise<RegistrationTotals> {
    const results = new BatchResults(sink);
    const repeats = new Repeats();
    const counts = { created: 0, known: 0 };
    const run: Run = { caller, results, counts, withCredentials };
    for await (const slice of batch.slices()) {
      results.beginSlice(slice);
      const pending = await this.read(slice, caller, results, repeats);
      for (const wave of wavesOf(pending, ({ registration }) => registration.description.workerId)) {
        await writeInChunks(
          wave,
          (chunk) => this.writeChunk(chunk, run),
          ({ index, registration }, error) =>
            results.addRefused(index, registration.description.workerId, error),
        );
      }
      await results.endSlice();
    }
    return { ...results.requireTotals(), ...counts };
  }

  /** Registers a whole batch in one transaction, or none of it: then every fault has its result. */
  async registerAll(
    batch: Batch,
    sink: ResultSink<RegistrationResultDto>,
    caller: Caller = ANYONE,
    withCredentials = true,
  ): Promise<RegistrationTotals> {
    const results = new BatchResults(sink);
    const counts = { created: 0, known: 0 };
    const run: Run = { caller, results, counts, withCredentials };
    const whole = await wholeOf(batch);
    results.beginSlice(whole);
    const chunk = await this.nameable(await this.read(whole, caller, results, new Repeats(1)), results);
    const isWhole = chunk.length === batch.length;
    // Also for a part, to find the faults that only the write detects; it is then rolled back.
    if (chunk.length > 0) await this.writeWhole(chunk, isWhole, run);
    await results.endSlice();
    const rolledBack = counts.created + counts.known < batch.length;
    return { ...results.requireTotals(), ...counts, rolledBack };
  }

  /**
   * Reads the items of a slice.
   * @returns those that may be written
   */
  private async read(
    { first, items }: Slice,
    caller: Caller,
    results: BatchResults<RegistrationResultDto>,
    repeats: Repeats,
  ): Promise<Pending[]> {
    const pending: Pending[] = [];
    await forEachBreathing(items, (item, position) => {
      const index = first + position;
      if ('error' in item) {
        results.refuseUnread(index, item);
        return;
      }
      const { workerId, registration, errors, warnings } = readRegistration(item.value, this.settings);
      if (registration === undefined) results.addRefused(index, workerId, validationFailed(errors, warnings));
      else if (!repeats.mayOccur(registration.description.workerId))
        results.addRefused(index, workerId, repeats.fault);
      else this.admit(caller, { index, registration, warnings }, pending, results);
    });
    return pending;
  }

  private async writeWhole(chunk: readonly Pending[], isWhole: boolean, run: Run): Promise<void> {
    const registrations = chunk.map(({ registration }) => registration);
    const all = await this.writer.writeAll(registrations, isWhole, run.caller);
    if (isWhole && all.every((each) => typeof each !== 'string')) return this.report(chunk, all, run);
    for (const [position, refusal] of all.entries()) {
      if (typeof refusal !== 'string') continue;
      const { index, registration } = chunk[position]!;
      run.results.addRefused(index, registration.description.workerId, this.rights.refuseTakeover(refusal));
    }
  }

  private admit(
    caller: Caller,
    item: Pending,
    pending: Pending[],
    results: BatchResults<RegistrationResultDto>,
  ): void {
    const { workerId } = item.registration.description;
    try {
      this.rights.requireSelf(caller, workerId);
      this.rights.requireTags(caller, item.registration);
      this.rights.requireBounds(caller, item.registration);
      pending.push(item);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      results.addRefused(item.index, workerId, error);
    }
  }

  private async writeChunk(all: readonly Pending[], run: Run): Promise<void> {
    const chunk = await this.nameable(all, run.results);
    if (chunk.length === 0) return;
    const registered = await this.writer.writeMany(
      chunk.map(({ registration }) => registration),
      run.caller,
    );
    await this.report(chunk, registered, run);
  }

  /**
   * Refuses items whose name is the id of another worker.
   * @returns the others
   */
  private async nameable(
    all: readonly Pending[],
    results: BatchResults<RegistrationResultDto>,
  ): Promise<readonly Pending[]> {
    await this.identity.requireSigningKey();
    const ids = await this.store.idsAmong(all.map(({ registration }) => registration.description.workerId));
    return all.filter(({ index, registration: { description } }) => {
      const isFree = !ids.has(description.workerId);
      if (!isFree) results.addRefused(index, description.workerId, idOfAnother());
      return isFree;
    });
  }

  /** Adds the results of written items. */
  private async report(
    chunk: readonly Pending[],
    registered: readonly (Registered | TakeoverRefusal)[],
    { caller, results, counts, withCredentials }: Run,
  ): Promise<void> {
    const bounds = boundsOf(caller);
    const beatingThere = await this.store.beatingAtAddressOf(
      idsWithPort(chunk, registered),
      this.advice.leaseMs,
    );
    await forEachBreathing(chunk, ({ index, registration, warnings }, position) => {
      const each = registered[position]!;
      const { workerId } = registration.description;
      if (typeof each === 'string') {
        results.addRefused(index, workerId, this.rights.refuseTakeover(each));
        return;
      }
      const { id, incarnation, lastOutcome: outcome } = each.state;
      const all = [
        ...warnings,
        ...registrationWarnings(each, registration, beatingThere.get(each.state.id), caller),
      ];
      const odd = {
        ...(all.length > 0 && { warnings: all }),
        ...(each.releasedJobs.length > 0 && { releasedJobs: each.releasedJobs }),
      };
      const token = withCredentials && {
        credentials: this.identity.issueToken({ id, workerId, incarnation }, bounds),
      };
      const intervalSeconds = this.advice.firstIntervalSeconds(registration.description.leaseSeconds);
      const status = statusOf(outcome);
      counts[status === 201 ? 'created' : 'known'] += 1;
      results.addAccepted({ index, workerId, status, outcome, id, ...token, intervalSeconds, ...odd });
    });
  }
}

const idsWithPort = (chunk: readonly Pending[], registered: readonly (Registered | string)[]): string[] =>
  registered.flatMap((each, position) =>
    typeof each !== 'string' && chunk[position]!.registration.description.port !== null
      ? [each.state.id]
      : [],
  );

interface Counts {
  created: number;
  known: number;
}

/** One batch of registrations in progress. */
interface Run {
  readonly caller: Caller;
  readonly results: BatchResults<RegistrationResultDto>;
  readonly counts: Counts;
  readonly withCredentials: boolean;
}

interface Pending {
  readonly index: number;
  readonly registration: Registration;
  readonly warnings: readonly string[];
}
