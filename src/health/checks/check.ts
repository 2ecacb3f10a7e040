/** What the checks judge, as the database sees it at one moment. */
export interface Vitals {
  readonly reportedStatus: string;
  readonly currentJobCount: number;
  readonly availableCapacity: number;
  readonly maxConcurrentJobs: number;
  readonly usableSlots: number;
  readonly assignedJobCount: number;
  /** Seconds since the lease was last renewed; null for a worker that was never there. */
  readonly leaseAgeSeconds: number | null;
  readonly leaseSeconds: number;
}

export interface CheckResult {
  readonly name: string;
  readonly healthy: boolean;
  /** What is wrong, with its figures, or that nothing is. */
  readonly message: string;
}

/** One question about a worker's health. */
export interface HealthCheck {
  readonly name: string;
  /** What is wrong, or undefined. */
  readonly fault: (vitals: Vitals) => string | undefined;
  /** What is said while nothing is wrong. */
  readonly fine: string;
}

export function evaluate({ name, fault, fine }: HealthCheck, vitals: Vitals): CheckResult {
  const message = fault(vitals);
  return { name, healthy: message === undefined, message: message ?? fine };
}
