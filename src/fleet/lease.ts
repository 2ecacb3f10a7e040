import { leaseMsOf } from '../platform/config/lease-length.js';
import type { Settings } from '../platform/config/settings.js';
import type { Moment } from './worker.js';

/** Returns the length of a lease in milliseconds, or that of the settings for a worker without one of its own. */
export const leaseMsOr = (leaseSeconds: number | null | undefined, settingMs: number): number =>
  leaseSeconds == null ? settingMs : leaseSeconds * 1000;

/**
 * Returns when a lease ends that was renewed at the given time; null for a worker that was never present. The
 * same as `lease_ends` in SQL.
 */
export function leaseExpiresAt(renewedAt: Moment | null, leaseMs: number): Moment | null {
  return renewedAt === null ? null : new Date(Date.parse(renewedAt) + leaseMs).toISOString();
}

/** Settings of the interval between heartbeats. */
export interface IntervalRules {
  readonly setSeconds: number;
  /** The heartbeat rate of the whole fleet stays below this, as far as the lease allows. */
  readonly maxPerSecond: number;
  readonly leaseMs: number;
}

/** Returns the settings of the interval between heartbeats. */
export const intervalRulesOf = (worker: Settings['worker']): IntervalRules => ({
  setSeconds: worker.heartbeatIntervalSeconds,
  maxPerSecond: worker.maxHeartbeatsPerSecond,
  leaseMs: leaseMsOf(worker),
});

/**
 * Answers ask for this share of the interval at most, so that a heartbeat arrives within it, and for up to a tenth less, so
 * that workers do not heartbeat in lockstep: they wait exactly as long as asked. The same as in `next_interval`.
 */
const LONGEST_SHARE = 0.95;
const SPREAD = 0.1;
const MEAN_SHARE = LONGEST_SHARE * (1 - SPREAD / 2);

/** Minimum share of the longest answer that a newly registered worker waits before its first heartbeat. */
const FIRST = 0.5;

/**
 * Returns the interval within which each heartbeat of a worker follows the one before: as set, so that a worker is known as
 * late by then, and longer in a large fleet; at most a third of the lease, so that two heartbeats may be lost before a lease
 * ends (the proportion of Eureka and Nomad).
 */
export function largestIntervalSeconds(
  { setSeconds, maxPerSecond, leaseMs }: IntervalRules,
  workers: number,
): number {
  return Math.min(Math.max(setSeconds, workers / (maxPerSecond * MEAN_SHARE)), leaseMs / 3000);
}

/** Returns that interval in a fleet of that size for workers with leases of any length. */
export function unboundedIntervalSeconds(rules: IntervalRules, workers: number): number {
  return largestIntervalSeconds({ ...rules, leaseMs: Infinity }, workers);
}

/**
 * Returns for how many seconds after a written heartbeat the later ones of its worker need not be written: half of the lease,
 * and never so long that two lost heartbeats could end the lease. The same as in `deferralIn`.
 * @param longestSeconds the longest interval, whatever the lease
 */
export const unwrittenSeconds = (longestSeconds: number, leaseSeconds: number): number =>
  Math.min(leaseSeconds / 2, Math.max(0, leaseSeconds - 3 * longestSeconds));

/**
 * Returns the seconds until the next heartbeat for an answer; the same as `next_interval`.
 * @param largestSeconds the interval within which it has to arrive
 * @param chance from 0 to 1; 0 for the longest
 */
export const nextIntervalSeconds = (largestSeconds: number, chance: number): number =>
  wholeMs(largestSeconds * LONGEST_SHARE * (1 - chance * SPREAD));

/** Returns the longest interval that an answer asks for: also that of a batch, so that none of its workers is late by it. */
export function longestAnswerSeconds(rules: IntervalRules, workers: number): number {
  return nextIntervalSeconds(largestIntervalSeconds(rules, workers), 0);
}

/**
 * Returns the interval for the answer to a registration, so that workers that register at once do not send
 * their first heartbeats at once.
 */
export function firstIntervalSeconds(rules: IntervalRules, workers: number, chance: number): number {
  return wholeMs(longestAnswerSeconds(rules, workers) * (1 - chance * (1 - FIRST)));
}

/** Maximum time that a worker waits for the answer to a heartbeat, and its share of the lease: the same as in the agent. */
const REQUEST_SECONDS = 5;
const REQUEST_SHARE = 4;
const SHORTEST_REQUEST_SECONDS = 1;

/** Returns the time within which a worker whose heartbeat was lost sends the next one. */
export function retrySeconds(rules: IntervalRules, workers: number): number {
  const share = rules.leaseMs / 1000 / REQUEST_SHARE;
  const request = Math.min(REQUEST_SECONDS, Math.max(SHORTEST_REQUEST_SECONDS, share));
  return largestIntervalSeconds(rules, workers) + request;
}

export const wholeMs = (seconds: number): number => Math.floor(seconds * 1000) / 1000;
