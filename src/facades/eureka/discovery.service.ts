import { Injectable } from '@nestjs/common';
import type { Caller } from '../../identity/access/caller.js';
import { scopeTermsOf, type ScopeTerms } from '../../identity/access/worker-scope.js';
import { Answers, WrittenAnswer } from './answers.js';
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
  type Format,
} from './wire/applications.js';
import { joinBytes } from './wire/joined-bytes.js';

/** A virtual address, plain or secure. */
export type Vip = 'vipAddress' | 'secureVipAddress';

/** The oldest changes leave a delta in the course of time. */
const DELTA_MS = 5000;

/** What clients of Eureka discover, from memory. Callers with a limited key see their part of the fleet. */
@Injectable()
export class EurekaDiscovery {
  constructor(
    private readonly registry: InstanceRegistry,
    private readonly feed: RegistryFeed,
    private readonly answers: Answers,
    private readonly sync: InitialSync,
  ) {}

  /** Returns all applications. @throws DomainError if nothing has been read yet, as the database is unavailable */
  async listApplications(format: Format, caller: Caller): Promise<WrittenAnswer> {
    const { key, isSeen } = await this.viewOf(caller);
    return this.answers.answerFor(`all|${format}|${key}`, { version: this.version }, () => {
      const entries = [...this.registry.all].filter(isSeen);
      return applicationsPieces(format, entries.map(current), this.hashCode(key, entries));
    });
  }

  /** Returns what has changed within the last minutes, with the hash code of all. */
  async listChanges(format: Format, caller: Caller): Promise<WrittenAnswer> {
    const { key, isSeen } = await this.viewOf(caller);
    const validity = { version: this.version, longestMs: DELTA_MS };
    return this.answers.answerFor(`delta|${format}|${key}`, validity, () => {
      const entries = key === '' ? [] : [...this.registry.all].filter(isSeen);
      const changes = this.registry.recentChanges().filter(({ entry }) => isSeen(entry));
      return applicationsPieces(format, changes, this.hashCode(key, entries));
    });
  }

  /** Returns undefined for an unknown application. */
  async readApplication(app: string, format: Format, caller: Caller): Promise<WrittenAnswer | undefined> {
    const name = appName(app);
    const entries = await this.those(caller, (entry) => entry.app === name);
    return entries.length === 0 ? undefined : this.once(oneApplicationPieces(format, name, entries));
  }

  /** @param app undefined for an instance of any application */
  async readInstance(
    app: string | undefined,
    instanceId: string,
    format: Format,
    caller: Caller,
  ): Promise<WrittenAnswer | undefined> {
    const { isSeen } = await this.viewOf(caller);
    const entry =
      app === undefined
        ? [...this.registry.all].find((each) => each.shown.instance.instanceId === instanceId && isSeen(each))
        : this.registry.findByName(workerIdOf(app, instanceId));
    return entry === undefined || !isSeen(entry) ? undefined : this.once(oneInstancePieces(format, entry));
  }

  /** Returns the instances with a virtual address, none for one that is not known. */
  async listByVip(kind: Vip, address: string, format: Format, caller: Caller): Promise<WrittenAnswer> {
    const has = ({ shown }: Entry): boolean =>
      shown.instance[kind]?.split(',').some((each) => each.trim() === address) ?? false;
    const entries = await this.those(caller, has);
    return this.once(applicationsPieces(format, entries.map(current), hashCodeAmong(entries)));
  }

  private async those(caller: Caller, wanted: (entry: Entry) => boolean): Promise<Entry[]> {
    const { isSeen } = await this.viewOf(caller);
    return [...this.registry.all].filter((entry) => wanted(entry) && isSeen(entry));
  }

  private async viewOf(caller: Caller): Promise<{ key: string; isSeen: (entry: Entry) => boolean }> {
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

  private async once(pieces: readonly Buffer[]): Promise<WrittenAnswer> {
    return new WrittenAnswer(await joinBytes(pieces), this.registry.version, 0);
  }
}

const isWithin = ({ terms, prefix }: ScopeTerms, entry: Entry): boolean =>
  entry.workerId.startsWith(prefix) && terms.every((term) => entry.terms.includes(term));
