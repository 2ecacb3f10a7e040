import { Injectable } from '@nestjs/common';
import type { Caller } from '../../identity/access/caller.js';
import type { WorkerState } from '../../fleet/worker.js';
import { FreshVerdicts } from '../fresh-verdicts.js';
import { ContestedNames } from './contested-names.js';
import { RegistrationMetrics } from './registration-metrics.js';
import { RegistrationRights } from './registration-rights.js';
import type { Authority, Registered, Registration } from './registration.js';
import { SilentRestarts } from './silent-restarts.js';
import { RegistrationStore } from './store/registration.store.js';
import type { TakeoverRefusal } from './store/takeovers.js';

/** Writes registrations of a caller, and handles their effects. */
@Injectable()
export class RegistrationWriter {
  private readonly silent = new SilentRestarts();

  constructor(
    private readonly store: RegistrationStore,
    private readonly rights: RegistrationRights,
    private readonly verdicts: FreshVerdicts,
    private readonly metrics: RegistrationMetrics,
    private readonly contested: ContestedNames,
  ) {}

  async writeOne(
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

  async writeMany(
    registrations: readonly Registration[],
    caller: Caller,
  ): Promise<(Registered | TakeoverRefusal)[]> {
    const authority = this.rights.authorityOf(caller);
    const all = await this.rights.counting(() => this.store.register(registrations, authority));
    await this.written(all, registrations, authority);
    return all;
  }

  /**
   * Writes all or none: if the results contain a refusal, nothing was written.
   * @param isWhole false only looks for refusals
   */
  async writeAll(
    registrations: readonly Registration[],
    isWhole: boolean,
    caller: Caller,
  ): Promise<readonly (Registered | TakeoverRefusal)[]> {
    const authority = this.rights.authorityOf(caller);
    const all = await this.rights.counting(() => this.store.registerAll(registrations, authority, isWhole));
    if (isWhole && all.every((each) => typeof each !== 'string'))
      await this.written(all, registrations, authority);
    return all;
  }

  private async written(
    all: readonly (Registered | TakeoverRefusal)[],
    registrations: readonly Registration[],
    authority: Authority,
  ): Promise<void> {
    this.contested.note(
      all.flatMap((each, at) =>
        typeof each === 'string'
          ? []
          : [{ workerId: registrations[at]!.description.workerId, state: each.state }],
      ),
    );
    await this.judged(all, registrations, authority);
  }

  /**
   * Workers that were not healthy and show a sign of life are judged at once.
   * @returns their states, by id
   */
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
}
