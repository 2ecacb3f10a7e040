import type { GuardThresholds } from '../fleet/guard-thresholds.js';
import type { WidespreadLateness } from '../fleet/suspicion.js';

interface Counted {
  readonly present: number;
  readonly failed: number;
  readonly suspect: number;
  /** Null for the workers without a zone. */
  readonly zone: string | null;
}

/**
 * Returns the zones whose guard is engaged or close to it: at least half as many of their workers are suspect as would
 * engage it if they stayed silent. Then the network is as likely the cause as the workers, and a zone must not be starved of
 * jobs for a short failure of it.
 */
export function widespreadLateness(
  fleet: Omit<Counted, 'zone'>,
  zones: readonly Counted[],
  { enabled, thresholdPercent, minWorkers }: GuardThresholds,
): WidespreadLateness {
  const isWidespread = ({ present, failed, suspect }: Omit<Counted, 'zone'>): boolean =>
    enabled && suspect >= minWorkers && (suspect / (present - failed)) * 100 >= thresholdPercent / 2;
  return { fleet: isWidespread(fleet), zones: zones.filter(isWidespread).map(({ zone }) => zone ?? '') };
}
