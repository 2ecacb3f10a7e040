interface Period {
  from: string;
  until: string;
}

export interface Availability {
  expectedSeconds: number;
  availabilityPercentage: number | null;
  maintenanceSeconds: number;
  healthySeconds: number;
  illnesses: number;
  losses: number;
}

export interface AvailabilityReport extends Period {
  outageSeconds: number;
  outages: readonly { from: string; until: string; seconds: number }[];
  totalOutages: number;
  fleet: Availability & { workers: number };
  zones: readonly (Availability & { workers: number; zone: string | null })[];
  otherZones: number;
  worst: readonly (Availability & { id: string; workerId: string | null; zone: string | null })[];
  otherWorkers: number;
  losses: readonly {
    at: string;
    workerId: string | null;
    zone: string | null;
    reason: string | null;
    now: string;
  }[];
  totalLosses: number;
}

export interface AccessReport extends Period {
  acts: readonly {
    actor: string;
    type: string;
    times: number;
    workers: number;
    lastAt: string;
    addresses: readonly string[];
  }[];
  totalActs: number;
  credentials: readonly {
    at: string;
    type: string;
    actor: string;
    address: string | null;
    name: string | null;
    workerId: string | null;
    reason: string | null;
  }[];
  totalCredentials: number;
}

export interface ChangesReport extends Period {
  changes: readonly {
    type: string;
    kind: string | null;
    actor: string;
    reason: string | null;
    times: number;
    workers: number;
    lastAt: string;
  }[];
  totalChanges: number;
}

export interface RegistrationsReport extends Period {
  total: number;
  causes: readonly { cause: string; times: number; workers: number; perDay: number }[];
  stepSeconds: number;
  steps: readonly { at: string; cause: string; times: number }[];
  frequent: readonly {
    workerId: string | null;
    zone: string | null;
    times: number;
    restarts: number;
    perDay: number;
    lastAt: string;
  }[];
}
