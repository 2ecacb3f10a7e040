import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../../identity/access/caller.js';
import { SETTINGS, type Settings } from '../../../platform/config/settings.js';
import { DomainError } from '../../../platform/errors/domain-error.js';
import { errorTable, type ErrorCode } from '../../../platform/errors/error-table.js';
import { clientNetwork } from '../../../platform/http/client-network.js';
import type { Count, Counts } from '../../../platform/redis/counts.js';
import { SharedCounts } from '../../../platform/redis/shared-counts.js';
import { isItself } from '../registration-rights.js';
import { lastFailure, noteOf } from './failure-note.js';

/** Failures that the caller caused; failures of the service or its database count against no caller. */
const COUNTED: ReadonlySet<ErrorCode> = new Set(['validation_failed', 'malformed_json']);

/**
 * Failures that count even for a valid credential: guessing the bootId of a worker that it may not take over.
 */
const COUNTED_OF_KNOWN: ReadonlySet<ErrorCode> = new Set(['own_token_required']);

/** A workerId can be any text before it is validated; as a key it is shortened. */
const MAX_KEY = 160;

/** Failures of a pair before this attempt, and those that prevent it. */
interface ReadCounts {
  readonly pair: Count | 'unread' | undefined;
  readonly blocked: Count | undefined;
}

const UNREAD: ReadCounts = { pair: 'unread', blocked: undefined };

/** The registering caller and its address. */
export interface Attempt {
  /** Null if the body contains no readable one. */
  readonly workerId: string | null;
  readonly address: string;
  readonly caller: Caller;
}

/**
 * Limits failed registrations, per pair of workerId and client address, and more widely per address. Only
 * failures count, so a fleet that registers correctly is never slowed down; and they count only against
 * callers without a credential, so that failures of others never keep a valid credential from registering.
 */
@Injectable()
export class RegistrationAttempts {
  private readonly pairs: Counts;
  private readonly addresses: Counts;
  private readonly strangers: Counts;
  private readonly maxAttempts: number;
  private readonly maxAddressFailures: number;

  constructor(counts: SharedCounts, @Inject(SETTINGS) { worker }: Settings) {
    this.maxAttempts = worker.maxRegistrationAttempts;
    this.maxAddressFailures = worker.maxAddressFailures;
    const windowMs = worker.addressFailureWindowMinutes * 60_000;
    const delayMs = worker.registrationRetryDelayMinutes * 60_000;
    this.pairs = counts.createCounts({ name: 'pair', windowMs: Math.ceil(delayMs), sliding: true });
    this.addresses = counts.createCounts({ name: 'address', windowMs: Math.ceil(windowMs), sliding: false });
    this.strangers = counts.createCounts({
      name: 'credential',
      windowMs: Math.ceil(windowMs),
      sliding: false,
    });
  }

  /**
   * Runs one registration, unless too many similar ones have failed.
   * @throws DomainError `too_many_registration_attempts`, or the error of the registration itself
   */
  async limitAttempts<T>({ workerId, address, caller }: Attempt, register: () => Promise<T>): Promise<T> {
    const network = clientNetwork(address);
    const credential = credentialOf(caller);
    const key = `${network}|${(workerId ?? '').slice(0, MAX_KEY)}${credential === undefined ? '' : `|${credential}`}`;
    const { pair, blocked } = isItself(caller, workerId)
      ? UNREAD
      : await this.readCounts(key, credential === undefined ? network : undefined);
    // Without a workerId no registration is possible: the faults of this body help more than the last
    // failure.
    if (blocked !== undefined && workerId !== null) throw lastFailure(blocked);
    try {
      const answer = await register();
      if (pair !== undefined) await this.pairs.clearCount(key);
      return answer;
    } catch (error) {
      const counted = credential === undefined ? COUNTED : COUNTED_OF_KNOWN;
      if (!(error instanceof DomainError) || !counted.has(error.code)) throw error;
      if (blocked !== undefined) throw lastFailure({ ...blocked, note: noteOf(error) });
      await Promise.all([
        this.pairs.countOnce(key, noteOf(error)),
        credential === undefined && this.addresses.countOnce(network, noteOf(error)),
      ]);
      throw error;
    }
  }

  /**
   * Counts a registration or sign-in that was refused because of its credential, separately from all others
   * and before its body is read.
   * @returns the error to answer with: the refusal, or too many attempts
   */
  async countRefusal(refusal: DomainError, address: string): Promise<DomainError> {
    if (errorTable[refusal.code].status !== 401) return refusal;
    const network = clientNetwork(address);
    const count = await this.strangers.readCount(network);
    if (count !== undefined && count.times >= this.maxAddressFailures)
      return lastFailure({ ...count, note: noteOf(refusal) }, 'Too many refused credentials');
    await this.strangers.countOnce(network, noteOf(refusal));
    return refusal;
  }

  /** Returns the count of the pair, and the count that prevents the attempt; of two, the one that lasts longer. */
  private async readCounts(key: string, network: string | undefined): Promise<ReadCounts> {
    const [pair, address] = await Promise.all([
      this.pairs.readCount(key),
      network === undefined ? undefined : this.addresses.readCount(network),
    ]);
    const reached = [
      ...(pair !== undefined && pair.times >= this.maxAttempts ? [pair] : []),
      ...(address !== undefined && address.times >= this.maxAddressFailures ? [address] : []),
    ];
    return { pair, blocked: reached.toSorted((a, b) => b.msLeft - a.msLeft)[0] };
  }
}

/** Returns the credential that a caller has proved to have; undefined for a caller without one. */
function credentialOf(caller: Caller): string | undefined {
  if (caller.kind === 'anyone') return undefined;
  if (caller.kind === 'account') return caller.actor;
  return caller.kind === 'certificate' ? caller.names.join(',').slice(0, MAX_KEY) : caller.id;
}
