/** Events, timelines, jobs and alerts in the API's responses. */

export interface JournalEvent {
  seq: string;
  at: string;
  type: string;
  id: string | null;
  workerId: string | null;
  actor: string;
  subject: string | null;
  address: string | null;
  requestId: string | null;
  detail: Record<string, unknown>;
}

export interface Interval {
  from: string;
  until: string | null;
  value: string | null;
  reason: string | null;
  actor: string | null;
}

export interface Timeline {
  id: string;
  workerId: string;
  from: string;
  until: string;
  complete: boolean;
  presence: Interval[];
  health: Interval[];
  order: Interval[];
  incarnation: Interval[];
}

export interface EventPage {
  events: JournalEvent[];
  nextCursor: string | null;
}

export interface JobPage {
  jobs: { jobId: string; fence: number; priority: number; assignedAt: string }[];
  nextCursor: string | null;
}

export interface Alerts {
  alerts: {
    rule: string;
    severity: 'critical' | 'warning' | 'info';
    state: 'pending' | 'firing';
    since: string;
    summary: string;
    mutedUntil: string | null;
    items: { id?: string; workerId?: string }[];
    total: number;
  }[];
  mutes: { rule: string; until: string; reason: string | null; by: 'operator' | 'settings' }[];
  evaluatedAt: string | null;
}
