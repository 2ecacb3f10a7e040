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

const ENROL = statement(import.meta.url, './sql/enrol-workers.sql');
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

/** Maximum number of new workers per round; others wait for the next one. */
const ENROLLED_A_ROUND = 20_000;

/** How much longer a claim lasts than its probe: time to start it, and for an overloaded process. */
const CLAIM_MARGIN_MS = 10_000;

/** The result of a probe, as it is stored. */
export interface ProbeResult {
  readonly id: string;
  readonly revision: number;
  /** `open`: undecided, the worker is probed again immediately. */
  readonly outcome: 'reached' | 'failed' | 'open';
  readonly lane: Lane;
  /** The pause after a failure. */
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
  /** False if a probe only extended a lease that a probe had renewed. */
  readonly endedSilence: boolean;
}

/** The data that decides whether one worker is probed. */
export interface Candidate {
  readonly presence: Presence;
  readonly order: 'DRAINING' | 'MAINTENANCE' | null;
  readonly host: string | null;
  readonly port: number | null;
  /** From its own policy. */
  readonly enabled: boolean;
  readonly online: boolean;
  /** Whether another probe of it is under way. */
  readonly claimed: boolean;
  /** The workerId of another worker that sends heartbeats and has the same address and port. */
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

/** Stores which workers to probe, and shares them out between the instances. */
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

  /** Enrols the workers that are offline now. @returns how many */
  async enrolWorkers(): Promise<number> {
    const [row] = await this.database.query<{ enrolled: number }>(ENROL, [
      this.leaseSeconds,
      ENROLLED_A_ROUND,
    ]);
    return row!.enrolled;
  }

  /** Claims workers that are due, up to one for each free slot. */
  async claimDue(free: FreeSlots): Promise<Target[]> {
    const parameters = [this.instance.number, this.claimSeconds, free.any, free.slow, this.leaseSeconds];
    for (;;) {
      const rows = await this.database.query<TargetRow & { wanted: boolean }>(CLAIM_DUE, parameters);
      const wanted = rows.filter((row) => row.wanted);
      // Workers that no longer need a probe must not hide the ones behind them.
      if (wanted.length > 0 || rows.length === 0) return wanted.map(targetOf);
    }
  }

  /**
   * Claims workers whether they are due or not; those missing from the result are claimed by another instance, or
   * gone. @param actor the caller
   */
  async claimThese(ids: readonly string[], actor: string, scope: string | null = null): Promise<Target[]> {
    const parameters = [ids, this.instance.number, this.claimSeconds, this.leaseSeconds, scope];
    const rows = await this.database.query<TargetRow>(CLAIM_THESE, parameters);
    return rows.map((row) => ({ ...targetOf(row), actor }));
  }

  /** Returns the ids of the next offline workers, in order. */
  async listOffline(lanes: readonly Lane[], after: string, limit: number): Promise<string[]> {
    const parameters = [lanes, after, limit, this.leaseSeconds];
    return (await this.database.query<{ id: string }>(LIST_OFFLINE, parameters)).map(({ id }) => id);
  }

  /** Counts the offline workers, and those of them that are not probed. */
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

  /** Writes the results of claimed probes. @returns workers whose lease was renewed */
  async recordResults(results: readonly ProbeResult[]): Promise<Renewed[]> {
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

  /** Returns the milliseconds until the next worker becomes due; Infinity if none waits. */
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
