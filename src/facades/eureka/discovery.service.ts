import { Injectable } from '@nestjs/common';
import type { Caller } from '../../identity/access/caller.js';
import { scopeTermsOf, type ScopeTerms } from '../../identity/access/worker-scope.js';
import { Answers, writeAnswer, type Question, type WrittenAnswer } from './answers.js';
import { appName, workerIdOf } from './instance.js';
import { InitialSync } from './peers/initial-sync.js';
import { hashCodeOf, InstanceRegistry, type Entry } from './registry.js';
import { RegistryFeed } from './registry-feed.js';
import {
  applicationsPieces,
  current,
  hashCodeAmong,
  oneApplicationPieces,
  oneInstancePieces,
  type Form,
} from './wire/applications.js';

/** A virtual address, plain or secure. */
export type Vip = 'vipAddress' | 'secureVipAddress';

/** The part of the fleet that a caller sees. */
interface View {
  /** Empty for the whole fleet. */
  readonly key: string;
  readonly isSeen: (entry: Entry) => boolean;
}

/** The oldest changes leave a delta in the course of time. */
const DELTA_MS = 5000;

/** What clients of Eureka discover, from memory. Callers with a limited key see their part of the fleet. */
@Injectable()
export class EurekaDiscovery {
  /** Version of the newest applications that a client has got. */
  private newestSent = 0;

  constructor(
    private readonly registry: InstanceRegistry,
    private readonly feed: RegistryFeed,
    private readonly answers: Answers,
    private readonly sync: InitialSync,
  ) {}

  /** Returns all applications. @throws DomainError if nothing has been read yet, as the database is unavailable */
  async listApplications(form: Form, caller: Caller): Promise<WrittenAnswer> {
    const view = await this.viewOf(caller);
    const collect = (): Buffer[] => {
      const entries = [...this.registry.all].filter(view.isSeen);
      return applicationsPieces(form.format, entries.map(current), this.hashCode(view.key, entries));
    };
    const answer = await this.answers.answerFor(this.question('all', form, view, collect));
    if (answer.version > this.newestSent) {
      this.newestSent = answer.version;
      this.answers.renewKept(this.changesOf(form, view));
    }
    return answer;
  }

  /**
   * Returns what has changed within the last minutes, with the hash code of all: never as of before the applications that a
   * client has, as an instance that has left would return.
   */
  async listChanges(form: Form, caller: Caller): Promise<WrittenAnswer> {
    return this.answers.answerFor(this.changesOf(form, await this.viewOf(caller)), this.newestSent);
  }

  /** Returns undefined for an unknown application. */
  async readApplication(app: string, form: Form, caller: Caller): Promise<WrittenAnswer | undefined> {
    const name = appName(app);
    const entries = await this.those(caller, (entry) => entry.app === name);
    return entries.length === 0
      ? undefined
      : this.once(form, oneApplicationPieces(form.format, name, entries));
  }

  /** @param app undefined for an instance of any application */
  async readInstance(
    app: string | undefined,
    instanceId: string,
    form: Form,
    caller: Caller,
  ): Promise<WrittenAnswer | undefined> {
    const { isSeen } = await this.viewOf(caller);
    const entry =
      app === undefined
        ? [...this.registry.all].find((each) => each.shown.instance.instanceId === instanceId && isSeen(each))
        : this.registry.findByName(workerIdOf(app, instanceId));
    return entry === undefined || !isSeen(entry)
      ? undefined
      : this.once(form, oneInstancePieces(form.format, entry));
  }

  /** Returns the instances with a virtual address, none for one that is not known. */
  async listByVip(kind: Vip, address: string, form: Form, caller: Caller): Promise<WrittenAnswer> {
    const has = ({ shown }: Entry): boolean =>
      shown.instance[kind]?.split(',').some((each) => each.trim() === address) ?? false;
    const entries = await this.those(caller, has);
    return this.once(form, applicationsPieces(form.format, entries.map(current), hashCodeAmong(entries)));
  }

  private changesOf(form: Form, view: View): Question {
    const { key, isSeen } = view;
    const collect = (): Buffer[] => {
      const entries = key === '' ? [] : [...this.registry.all].filter(isSeen);
      const changes = this.registry.recentChanges().filter(({ entry }) => isSeen(entry));
      return applicationsPieces(form.format, changes, this.hashCode(key, entries));
    };
    return { ...this.question('delta', form, view, collect), longestMs: DELTA_MS };
  }

  private question(what: string, { format, isPacked }: Form, view: View, collect: () => Buffer[]): Question {
    const key = [what, format, isPacked ? 'gzip' : '', view.key].join('|');
    return { key, isPacked, version: this.version, collect };
  }

  private async those(caller: Caller, wanted: (entry: Entry) => boolean): Promise<Entry[]> {
    const { isSeen } = await this.viewOf(caller);
    return [...this.registry.all].filter((entry) => wanted(entry) && isSeen(entry));
  }

  private async viewOf(caller: Caller): Promise<View> {
    this.sync.requireComplete();
    await this.feed.ensureLoaded();
    const scope = scopeTermsOf(caller);
    if (scope === null) return { key: '', isSeen: () => true };
    return { key: JSON.stringify(scope), isSeen: (entry) => isWithin(scope, entry) };
  }

  private readonly version = (): number => this.registry.version;

  private hashCode(key: string, entries: readonly Entry[]): string {
    return key === '' ? hashCodeOf(this.registry.counts) : hashCodeAmong(entries);
  }

  private once({ isPacked }: Form, pieces: readonly Buffer[]): Promise<WrittenAnswer> {
    return writeAnswer({ isPacked, version: this.version, collect: () => pieces });
  }
}

const isWithin = ({ terms, prefix }: ScopeTerms, entry: Entry): boolean =>
  entry.workerId.startsWith(prefix) && terms.every((term) => entry.terms.includes(term));
