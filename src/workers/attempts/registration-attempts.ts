import { Inject, Injectable } from '@nestjs/common';
import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import type { ErrorCode } from '../../platform/errors/error-table.js';
import { SharedLimiter } from '../../platform/redis/shared-limiter.js';

/** Failures of the one who registers; what the service or its database could not do is not held against anyone. */
const COUNTED: ReadonlySet<ErrorCode> = new Set([
  'validation_failed',
  'malformed_json',
  'credential_missing',
  'invalid_token',
  'not_your_worker',
  'own_token_required',
  'tags_not_allowed',
  'join_token_expired',
  'join_token_used_up',
]);

/** A workerId is anything until it is checked; as a key it is kept short. */
const MAX_KEY = 160;

/** Who registers, from where. */
export interface Attempt {
  readonly workerId: string | null;
  readonly address: string;
  /** Whether it shows the worker's own token: it is never refused. */
  readonly trusted: boolean;
}

/**
 * Failed registrations, counted for each pair of workerId and client address, and more widely for each address.
 * Only failures count, so a fleet that registers well is never slowed down.
 */
@Injectable()
export class RegistrationAttempts {
  private readonly pair: RateLimiterAbstract;
  private readonly address: RateLimiterAbstract;
  private readonly maxAttempts: number;
  private readonly maxAddressFailures: number;
  private readonly delaySeconds: number;

  constructor(limiter: SharedLimiter, @Inject(SETTINGS) { worker }: Settings) {
    this.maxAttempts = worker.maxRegistrationAttempts;
    this.maxAddressFailures = worker.maxAddressFailures;
    this.delaySeconds = Math.ceil(worker.registrationRetryDelayMinutes * 60);
    this.pair = limiter.limit({
      name: 'registration',
      points: this.maxAttempts,
      durationSeconds: this.delaySeconds,
    });
    this.address = limiter.limit({
      name: 'address',
      points: this.maxAddressFailures,
      durationSeconds: Math.ceil(worker.addressFailureWindowMinutes * 60),
    });
  }

  /**
   * Runs one registration, unless too many of its kind have failed.
   * @throws DomainError `too_many_registration_attempts`, or what the registration itself throws
   */
  async guard<T>({ workerId, address, trusted }: Attempt, register: () => Promise<T>): Promise<T> {
    const key = `${address}|${(workerId ?? '').slice(0, MAX_KEY)}`;
    if (!trusted) await this.refuseBlocked(key, address);
    try {
      const answer = await register();
      await this.pair.delete(key);
      return answer;
    } catch (error) {
      if (error instanceof DomainError && COUNTED.has(error.code)) await this.count(key, address);
      throw error;
    }
  }

  private async refuseBlocked(key: string, clientAddress: string): Promise<void> {
    const [pair, address] = await Promise.all([this.pair.get(key), this.address.get(clientAddress)]);
    const blocks = [
      ...(reached(pair, this.maxAttempts) ? [pair] : []),
      ...(reached(address, this.maxAddressFailures) ? [address] : []),
    ];
    if (blocks.length === 0) return;
    const waitMs = Math.max(...blocks.map(({ msBeforeNext }) => msBeforeNext));
    throw new DomainError('too_many_registration_attempts', {
      retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
    });
  }

  private async count(key: string, clientAddress: string): Promise<void> {
    const [{ consumedPoints }] = await Promise.all([
      this.pair.penalty(key),
      this.address.penalty(clientAddress),
    ]);
    // The delay counts from the last failure, while the count itself lives from the first one.
    if (consumedPoints >= this.maxAttempts) await this.pair.block(key, this.delaySeconds);
  }
}

const reached = (count: RateLimiterRes | null, limit: number): count is RateLimiterRes =>
  count !== null && count.consumedPoints >= limit;
