import { Injectable } from '@nestjs/common';
import type { Caller } from '../../identity/access/caller.js';
import { NamesCache } from '../../fleet/names.cache.js';
import { LeaseWatch } from '../../detection/watch/lease-watch.service.js';
import { FreshVerdicts } from '../fresh-verdicts.js';
import { UnchangedBeats } from '../heartbeats/unchanged/unchanged-beats.js';
import { ContestedNames } from './contested-names.js';
import { RegistrationMetrics } from './registration-metrics.js';
import { RegistrationRights } from './registration-rights.js';
import {
  nameOf,
  type Authorised,
  type Registered,
  type RegisteredState,
  type Registration,
  type ShownState,
} from './registration.js';
import { SilentRestarts } from './silent-restarts.js';
import { CreationStore } from './store/creation.store.js';
import { RegistrationStore } from './store/registration.store.js';
import type { TakeoverRefusal } from './store/takeovers.js';

/** Writes registrations of a caller, and handles their effects. */
@Injectable()
export class RegistrationWriter {
  private readonly silent = new SilentRestarts();

  constructor(
    private readonly store: RegistrationStore,
    private readonly creation: CreationStore,
    private readonly names: NamesCache,
    private readonly rights: RegistrationRights,
    private readonly verdicts: FreshVerdicts,
    private readonly metrics: RegistrationMetrics,
    private readonly contested: ContestedNames,
    private readonly watch: LeaseWatch,
    private readonly heartbeats: UnchangedBeats,
  ) {}

  /**
   * Writes registrations that arrived together, with their states for answers; any failure concerns all of them.
   * @param all have the same scope and the same join token, if any
   */
  async writeTogether(all: readonly Authorised[]): Promise<(Registered<ShownState> | TakeoverRefusal)[]> {
    const results = await this.store.registerTogether(all);
    return this.withVerdicts(results, all);
  }

  async writeAlone(one: Authorised): Promise<Registered<ShownState> | TakeoverRefusal> {
    const result = await this.rights.runCounting(
      async () => (await this.createUnknown(one)) ?? (await this.store.registerOne(one)),
    );
    return (await this.withVerdicts([result], [one]))[0]!;
  }

  async writeMany(
    registrations: readonly Registration[],
    caller: Caller,
  ): Promise<(Registered | TakeoverRefusal)[]> {
    const all = this.authorised(registrations, caller);
    const results = await this.rights.runCounting(() => this.store.registerWorkers(all));
    await this.written(results, all);
    return results;
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
    const all = this.authorised(registrations, caller);
    const results = await this.rights.runCounting(() => this.store.registerAll(all, isWhole));
    if (isWhole && results.every((each) => typeof each !== 'string')) await this.written(results, all);
    return results;
  }

  /** A name that was used lately is probably known: the cheaper statement for new workers would be in vain. */
  private async createUnknown(one: Authorised): Promise<Registered<ShownState> | undefined> {
    return this.names.isCached(nameOf(one)) ? undefined : this.creation.createWorker(one);
  }

  private authorised(registrations: readonly Registration[], caller: Caller): Authorised[] {
    const authority = this.rights.authorityOf(caller);
    return registrations.map((registration) => ({ registration, authority }));
  }

  private async withVerdicts(
    results: readonly (Registered<ShownState> | TakeoverRefusal)[],
    all: readonly Authorised[],
  ): Promise<(Registered<ShownState> | TakeoverRefusal)[]> {
    const judged = await this.written(results, all);
    return results.map((each) =>
      typeof each === 'string' ? each : { ...each, state: judged.get(each.state.id) ?? each.state },
    );
  }

  /**
   * Handles the effects of written registrations. Workers that were not healthy and show a sign of life are judged at once.
   * @returns their states, by id
   */
  private written(
    results: readonly (Registered | TakeoverRefusal)[],
    all: readonly Authorised[],
  ): Promise<ReadonlyMap<string, ShownState>> {
    const ill: string[] = [];
    const names: { workerId: string; state: RegisteredState }[] = [];
    for (const [index, registered] of results.entries()) {
      if (typeof registered === 'string') continue;
      const { registration, authority } = all[index]!;
      const { tellsNothing, expectOnline, description } = registration;
      const { id, health, lastOutcome } = registered.state;
      names.push({ workerId: description.workerId, state: registered.state });
      this.metrics.countOutcome(lastOutcome);
      if (lastOutcome !== 'created') this.heartbeats.noteRegistered(id);
      if (expectOnline) this.watch.watchRegistered(id, description.leaseSeconds ?? null);
      if (health !== 'HEALTHY' && expectOnline) ill.push(id);
      if (lastOutcome === 'restarted' && tellsNothing && authority.proof === undefined)
        this.silent.logRestart(description.workerId);
    }
    this.contested.checkRegistered(names);
    return this.verdicts.judgeWorkers(ill);
  }
}
