/** When a lease ends that was renewed at the given time. A worker that was never there has none. */
export function leaseExpiresAt(renewedAt: Date | null, timeoutMs: number): Date | null {
  return renewedAt === null ? null : new Date(renewedAt.getTime() + timeoutMs);
}

/**
 * The interval that a worker is told: as set, but never past a third of the timeout, so that two heartbeats may be
 * lost before a lease ends (the proportion of Eureka and Nomad).
 */
export function heartbeatIntervalSeconds(setSeconds: number, timeoutMs: number): number {
  return Math.min(setSeconds, timeoutMs / 3000);
}
