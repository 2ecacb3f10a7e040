import { Inject, Injectable } from '@nestjs/common';
import { leaseSecondsOf } from '../../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import { Instance } from '../../platform/instance/instance.js';
import { renewedMoment } from '../../fleet/store/renewed-moment.js';
import type { Presence, ReconnectPolicy } from '../../fleet/worker.js';
import type { FreeSlots } from '../slots.js';
import type { Lane, ProbeKind, Target } from '../target.js';

const ENROL = statement(import.meta.url, './sql/enrol.sql');
const CLAIM_DUE = statement(import.meta.url, './sql/claim-due.sql');
const CLAIM_THESE = statement(import.meta.url, './sql/claim-these.sql');
const LIST_OFFLINE = statement(import.meta.url, './sql/list-offline.sql');
const COUNT_OFFLINE = statement(import.meta.url, './sql/count-offline.sql');
const READ_CANDIDATE = statement(import.meta.url, './sql/read-candidate.sql');
const RECORD_RESULTS = statement(import.meta.url, './sql/record-results.sql', {
  ...JOURNAL,
  renewedNow: renewedMoment('s.lease_renewed_at'),
});
const NEXT_DUE = statement(import.meta.url, './sql/next-due.sql');

/** New workers that one round takes on; more wait for the next. */
const ENROLLED_A_ROUND = 20_000;

/** A claim outlasts its probe by so much: time to start it, and for a process that is short of breath. */
const CLAIM_MARGIN_MS = 10_000;

/** What came of a probe, as the table keeps it. */
export interface ProbeResult {
  readonly id: string;
  readonly revision: number;
  /** `open`: nothing is known, the worker is dialled again at once. */
  readonly outcome: 'reached' | 'failed' | 'open';
  readonly lane: Lane;
  /** How long to wait after a failure. */
  readonly pauseMs: number;
  readonly how: ProbeKind;
  readonly address: string | null;
  readonly port: number;
  readonly actor: string | undefined;
}

/** A worker whose lease was renewed. */
export interface Renewed {
  readonly id: string;
  readonly workerId: string;
  readonly was: Presence;
  /** False where a probe only renewed in time what a probe had given. */
  readonly endedSilence: boolean;
}

/** What decides whether one worker is dialled. */
export interface Candidate {
  readonly presence: Presence;
  readonly order: 'DRAINING' | 'MAINTENANCE' | null;
  readonly host: string | null;
  readonly port: number | null;
  /** By its own policy. */
  readonly enabled: boolean;
  readonly online: boolean;
  /** Another probe of it is under way. */
  readonly claimed: boolean;
  /** The workerId of another worker that beats and has the same address and port. */
  readonly beatingThere: string | null;
}

interface TargetRow {
  id: string;
  worker_id: string;
  revision: number;
  host: string;
  port: number;
  health_path: string | null;
  reconnect: ReconnectPolicy | null;
  failures: number;
  lane: Lane;
}

/** Knows who is dialled, and shares the workers out between the instances. */
@Injectable()
export class ProbeStore {
  private readonly leaseSeconds: number;
  private readonly claimSeconds: number;

  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseSeconds = leaseSecondsOf(worker);
    this.claimSeconds = (worker.reconnectTimeoutMs + CLAIM_MARGIN_MS) / 1000;
  }

  /** Takes on the workers that are offline now. @returns how many */
  async enrol(): Promise<number> {
    const [row] = await this.database.query<{ enrolled: number }>(ENROL, [
      this.leaseSeconds,
      ENROLLED_A_ROUND,
    ]);
    return row!.enrolled;
  }

  /** Claims workers that are due, at most one for each free slot. */
  async claimDue(free: FreeSlots): Promise<Target[]> {
    const parameters = [this.instance.number, this.claimSeconds, free.any, free.slow, this.leaseSeconds];
    for (;;) {
      const rows = await this.database.query<TargetRow & { wanted: boolean }>(CLAIM_DUE, parameters);
      const wanted = rows.filter((row) => row.wanted);
      // Those that need no probe any more must not hide the ones behind them.
      if (wanted.length > 0 || rows.length === 0) return wanted.map(targetOf);
    }
  }

  /** Claims workers whether they are due or not; who is missing in the answer is somebody else's now, or gone. @param actor who asks for it */
  async claimThese(ids: readonly string[], actor: string, scope: string | null = null): Promise<Target[]> {
    const parameters = [ids, this.instance.number, this.claimSeconds, this.leaseSeconds, scope];
    const rows = await this.database.query<TargetRow>(CLAIM_THESE, parameters);
    return rows.map((row) => ({ ...targetOf(row), actor }));
  }

  /** The ids of the next offline workers, in order. */
  async listOffline(lanes: readonly Lane[], after: string, limit: number): Promise<string[]> {
    const parameters = [lanes, after, limit, this.leaseSeconds];
    return (await this.database.query<{ id: string }>(LIST_OFFLINE, parameters)).map(({ id }) => id);
  }

  /** How many workers are offline, and how many of those are not dialled. */
  async countOffline(): Promise<{ offline: number; skipped: number }> {
    const [row] = await this.database.query<{ offline: number; skipped: number }>(COUNT_OFFLINE, [
      this.leaseSeconds,
    ]);
    return row!;
  }

  async readCandidate(id: string): Promise<Candidate | undefined> {
    type Row = Omit<Candidate, 'order' | 'beatingThere'> & {
      order_kind: Candidate['order'];
      beating_there: string | null;
    };
    const [row] = await this.database.query<Row>(READ_CANDIDATE, [id, this.leaseSeconds]);
    return row && { ...row, order: row.order_kind, beatingThere: row.beating_there };
  }

  /** Writes what came of claimed probes. @returns those whose lease was renewed */
  async record(results: readonly ProbeResult[]): Promise<Renewed[]> {
    const rows = results.map(({ pauseMs, ...result }) => ({ ...result, pause_seconds: pauseMs / 1000 }));
    const parameters = [JSON.stringify(rows), this.instance.number, this.leaseSeconds];
    type Row = { id: string; worker_id: string; was: Presence; ended_silence: boolean };
    const renewed = await this.database.query<Row>(RECORD_RESULTS, parameters);
    return renewed.map(({ id, worker_id: workerId, was, ended_silence: endedSilence }) => ({
      id,
      workerId,
      was,
      endedSilence,
    }));
  }

  /** Milliseconds until the next worker is due that is not due yet; Infinity where nobody waits. */
  async nextDueMs(): Promise<number> {
    const [row] = await this.database.query<{ milliseconds: number | null }>(NEXT_DUE);
    return row?.milliseconds ?? Infinity;
  }
}

const targetOf = (row: TargetRow): Target => ({
  id: row.id,
  workerId: row.worker_id,
  revision: row.revision,
  host: row.host,
  port: row.port,
  healthPath: row.health_path,
  reconnect: row.reconnect,
  failures: row.failures,
  lane: row.lane,
});
