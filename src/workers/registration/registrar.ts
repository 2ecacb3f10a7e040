import { Inject, Injectable } from '@nestjs/common';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { IdentityService } from '../../identity/identity.service.js';
import type { Batch, Slice } from '../../platform/batch/batch.js';
import { requireReadable } from '../../platform/batch/batch-body.js';
import { forEachBreathing } from '../../platform/batch/breathe.js';
import { Repeats, tooManyRepeats } from '../../platform/batch/repeats.js';
import { wavesOf } from '../../platform/batch/waves.js';
import { writeInChunks } from '../../platform/batch/write-in-chunks.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import { BatchResults, type ResultSink } from '../batches/batch-results.js';
import type { RegistrationAnswerDto, RegistrationResultDto, RegistrationTotals } from '../dto/answers.dto.js';
import { shownTo } from '../dto/shown-to.js';
import { workerDto } from '../../fleet/dto/worker.dto.js';
import { ContestedNames } from './contested-names.js';
import { FreshVerdicts } from '../fresh-verdicts.js';
import { HeartbeatAdvice } from '../heartbeats/heartbeat-advice.js';
import { RegistrationMetrics } from './registration-metrics.js';
import { readRegistration } from './registration-reading.js';
import { registrationWarnings } from './registration-warnings.js';
import { boundsOf, RegistrationRights } from './registration-rights.js';
import { SilentRestarts } from './silent-restarts.js';
import { RegistrationStore } from './store/registration.store.js';
import type { Authority, Registered, Registration } from './registration.js';
import type { TakeoverRefusal } from './store/takeovers.js';
import type { RegistrationOutcome, WorkerState } from '../../fleet/worker.js';

const MESSAGES: Readonly<Record<RegistrationOutcome, string>> = {
  created: 'Worker registered successfully',
  refreshed: 'Worker re-registered (registration refreshed)',
  resumed: 'Worker re-registered (reconnected with its running jobs)',
  restarted: 'Worker re-registered (reconnected after restart)',
  replaced: 'Worker registered successfully (replaced the old record)',
};

/** A new record is 201, a record taken over again 200. */
export const statusOf = (outcome: RegistrationOutcome): 200 | 201 =>
  outcome === 'created' || outcome === 'replaced' ? 201 : 200;

/** Creates the records of workers, or takes them over again. */
@Injectable()
export class Registrar {
  private readonly silent = new SilentRestarts();

  constructor(
    private readonly store: RegistrationStore,
    private readonly advice: HeartbeatAdvice,
    private readonly verdicts: FreshVerdicts,
    private readonly identity: IdentityService,
    private readonly rights: RegistrationRights,
    private readonly metrics: RegistrationMetrics,
    private readonly contested: ContestedNames,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * @param caller who registers it; the worker's own token, expired or not, shows that it is the same process
   * @throws DomainError `validation_failed` with all faults together, or for a name that is the id of another worker;
   * `not_your_worker`, `own_token_required`, `superseded`, `tags_not_allowed`, `registration_out_of_bounds`,
   * `outside_key_scope`, `join_token_expired`, `join_token_used_up`
   */
  async register(body: unknown, caller: Caller = ANYONE): Promise<RegistrationAnswerDto> {
    requireReadable(body);
    const { workerId, registration, errors, warnings } = readRegistration(body, this.settings);
    this.rights.requireSelf(caller, workerId);
    if (registration === undefined) throw validationFailed(errors, warnings);
    this.rights.requireTags(caller, registration);
    this.rights.requireBounds(caller, registration);
    const { workerId: name } = registration.description;
    await this.identity.ready();
    if ((await this.store.idsAmong([name])).has(name)) throw idOfAnother();
    const registered = await this.writeOne(registration, caller);
    if (typeof registered === 'string') throw this.rights.refused(registered);
    const { state, releasedJobs } = registered;
    const worker = workerDto(registration.description, state, this.advice.leaseMs);
    const beatingThere = await this.store.beatingAtAddressOf([state.id], this.advice.leaseMs);
    return {
      success: true,
      message: MESSAGES[state.lastOutcome],
      outcome: state.lastOutcome,
      reRegistered: statusOf(state.lastOutcome) === 200,
      worker: shownTo(caller, worker),
      credentials: this.identity.issue(worker, boundsOf(caller)),
      heartbeat: this.advice.first(worker.leaseExpiresAt),
      releasedJobs: [...releasedJobs],
      warnings: [...warnings, ...registrationWarnings(registered, registration, beatingThere, caller)],
    };
  }

  /** Registers many; each item has its own result, and one that is refused harms no other. */
  async registerMany(
    batch: Batch,
    sink: ResultSink<RegistrationResultDto>,
    caller: Caller = ANYONE,
  ): Promise<RegistrationTotals> {
    const results = new BatchResults(sink);
    const repeats = new Repeats();
    const counts = { created: 0, known: 0 };
    for await (const slice of batch.slices()) {
      results.begin(slice);
      const pending = await this.read(slice, caller, results, repeats);
      for (const wave of wavesOf(pending, ({ registration }) => registration.description.workerId)) {
        await writeInChunks(
          wave,
          (chunk) => this.writeChunk(chunk, caller, results, counts),
          ({ index, registration }, error) => results.refuse(index, registration.description.workerId, error),
        );
      }
      await results.end();
    }
    return { ...results.totals(), ...counts };
  }

  /** Reads the items of a slice. @returns those that may be written */
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
      if (registration === undefined) results.refuse(index, workerId, validationFailed(errors, warnings));
      else if (!repeats.allow(registration.description.workerId))
        results.refuse(index, workerId, tooManyRepeats('registrations'));
      else this.admit(caller, { index, registration, warnings }, pending, results);
    });
    return pending;
  }

  private async writeOne(
    registration: Registration,
    caller: Caller,
  ): Promise<Registered<WorkerState> | TakeoverRefusal> {
    const authority = this.rights.authorityOf(caller);
    const registered = await this.rights.counting(() => this.store.registerOne(registration, authority));
    if (typeof registered === 'string') return registered;
    this.contested.note([{ workerId: registration.description.workerId, state: registered.state }]);
    const judged = await this.judged([registered], [registration], authority);
    return { ...registered, state: judged.get(registered.state.id) ?? registered.state };
  }

  private async writeMany(
    registrations: readonly Registration[],
    caller: Caller,
  ): Promise<(Registered | TakeoverRefusal)[]> {
    const authority = this.rights.authorityOf(caller);
    const all = await this.rights.counting(() => this.store.register(registrations, authority));
    this.contested.note(
      all.flatMap((each, at) =>
        typeof each === 'string'
          ? []
          : [{ workerId: registrations[at]!.description.workerId, state: each.state }],
      ),
    );
    await this.judged(all, registrations, authority);
    return all;
  }

  /** Whoever was ill and shows that it is there is judged at once. @returns those, by id */
  private judged(
    all: readonly (Registered | TakeoverRefusal)[],
    registrations: readonly Registration[],
    { proof }: Authority,
  ): Promise<ReadonlyMap<string, WorkerState>> {
    const ill: string[] = [];
    for (const [index, registered] of all.entries()) {
      if (typeof registered === 'string') continue;
      const { id, health, lastOutcome } = registered.state;
      this.metrics.count(lastOutcome);
      const { tellsNothing, expectOnline, description } = registrations[index]!;
      if (health !== 'HEALTHY' && expectOnline) ill.push(id);
      if (lastOutcome === 'restarted' && tellsNothing && proof === undefined)
        this.silent.note(description.workerId);
    }
    return this.verdicts.judge(ill);
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
      results.refuse(item.index, workerId, error);
    }
  }

  private async writeChunk(
    all: readonly Pending[],
    caller: Caller,
    results: BatchResults<RegistrationResultDto>,
    counts: { created: number; known: number },
  ): Promise<void> {
    await this.identity.ready();
    const ids = await this.store.idsAmong(all.map(({ registration }) => registration.description.workerId));
    const chunk = all.filter(({ index, registration: { description } }) => {
      const isFree = !ids.has(description.workerId);
      if (!isFree) results.refuse(index, description.workerId, idOfAnother());
      return isFree;
    });
    if (chunk.length === 0) return;
    const registered = await this.writeMany(
      chunk.map(({ registration }) => registration),
      caller,
    );
    const bounds = boundsOf(caller);
    const beatingThere = await this.store.beatingAtAddressOf(
      idsWithPort(chunk, registered),
      this.advice.leaseMs,
    );
    await forEachBreathing(chunk, ({ index, registration, warnings }, position) => {
      const each = registered[position]!;
      const { workerId } = registration.description;
      if (typeof each === 'string') {
        results.refuse(index, workerId, this.rights.refused(each));
        return;
      }
      const { id, incarnation, lastOutcome: outcome } = each.state;
      const all = [...warnings, ...registrationWarnings(each, registration, beatingThere, caller)];
      const odd = {
        ...(all.length > 0 && { warnings: all }),
        ...(each.releasedJobs.length > 0 && { releasedJobs: each.releasedJobs }),
      };
      const credentials = this.identity.issue({ id, workerId, incarnation }, bounds);
      const intervalSeconds = this.advice.firstIntervalSeconds();
      const status = statusOf(outcome);
      counts[status === 201 ? 'created' : 'known'] += 1;
      results.accept({ index, workerId, status, outcome, id, credentials, intervalSeconds, ...odd });
    });
  }
}

const idsWithPort = (chunk: readonly Pending[], registered: readonly (Registered | string)[]): string[] =>
  registered.flatMap((each, position) =>
    typeof each !== 'string' && chunk[position]!.registration.description.port !== null
      ? [each.state.id]
      : [],
  );

const idOfAnother = (): DomainError =>
  validationFailed([{ field: 'workerId', message: 'Worker ID is the id of another worker; choose another' }]);

interface Pending {
  readonly index: number;
  readonly registration: Registration;
  readonly warnings: readonly string[];
}
