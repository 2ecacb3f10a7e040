// Our whole ladder at the defaults of docs/settings.md: suspect, lease end, FAILED.
import { atPasses, fixed, named } from './fixed.mjs';
import { lateness } from './lateness.mjs';

export const LEASE = 300;
export const SWEEP = 120;
export const FAILURES = 3;

/** No claim goes to it any more, unless no other worker fits. */
export const suspect = named('ours: suspect', lateness());

/** Unhealthy, as its lease has ended. */
export const leaseEnd = named('ours: lease ends', fixed(LEASE));

/**
 * FAILED: the end of the lease is judged at once and is the first failure; each sweep adds one. This is the earliest
 * moment: without the judgement at the end of the lease, it is one sweep later.
 */
export const failed = named('ours: FAILED', atPasses(fixed(LEASE), SWEEP, FAILURES - 1));

/** FAILED by sweeps alone: the first failure is that of the first sweep after the end of the lease. */
export const failedBySweeps = named('ours: FAILED by sweeps alone', atPasses(fixed(LEASE), SWEEP, FAILURES));
