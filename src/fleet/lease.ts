import { leaseMsOf } from '../platform/config/lease-length.js';
import type { Settings } from '../platform/config/settings.js';
import type { Moment } from './worker.js';

/** When a lease ends that was renewed at the given time. A worker that was never there has none. */
export function leaseExpiresAt(renewedAt: Moment | null, timeoutMs: number): Moment | null {
  return renewedAt === null ? null : new Date(Date.parse(renewedAt) + timeoutMs).toISOString();
}

/** What the settings say of the interval between heartbeats. */
export interface IntervalRules {
  readonly setSeconds: number;
  /** The heartbeats of the whole fleet stay below this, as far as the lease allows. */
  readonly maxPerSecond: number;
  readonly leaseMs: number;
}

/** Returns what the settings say of the interval between heartbeats. */
export const intervalRulesOf = (worker: Settings['worker']): IntervalRules => ({
  setSeconds: worker.heartbeatIntervalSeconds,
  maxPerSecond: worker.maxHeartbeatsPerSecond,
  leaseMs: leaseMsOf(worker),
});

/** What is told differs by so much from the mean, more or less: what beats together once does not do so for ever. */
const JITTER = 0.1;

/** Of its whole interval, a worker that has just registered waits for the first heartbeat at least this share. */
const FIRST = 0.5;

/**
 * The interval between the heartbeats of a worker: as set, and longer in a large fleet, but never past a third of the
 * timeout, so that two heartbeats may be lost before a lease ends (the proportion of Eureka and Nomad).
 */
export function meanIntervalSeconds(
  { setSeconds, maxPerSecond, leaseMs }: IntervalRules,
  workers: number,
): number {
  return Math.min(Math.max(setSeconds, workers / maxPerSecond), leaseMs / 3000);
}

/** The largest that a worker of a fleet of that size is told. */
export function largestIntervalSeconds(rules: IntervalRules, workers: number): number {
  return Math.min(meanIntervalSeconds(rules, workers) * (1 + JITTER), rules.leaseMs / 3000);
}

/** What one answer to a heartbeat tells. @param chance from 0 to 1, drawn anew for each */
export function toldIntervalSeconds(rules: IntervalRules, workers: number, chance: number): number {
  const span = 2 * JITTER * meanIntervalSeconds(rules, workers);
  return wholeMs(largestIntervalSeconds(rules, workers) - chance * span);
}

/** What a registration tells: a fleet that registers at once does not send its first heartbeats at once. */
export function firstIntervalSeconds(rules: IntervalRules, workers: number, chance: number): number {
  return wholeMs(meanIntervalSeconds(rules, workers) * (1 - chance * (1 - FIRST)));
}

const wholeMs = (seconds: number): number => Math.floor(seconds * 1000) / 1000;
