import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import type { Scope } from '../../identity/scope.js';
import { inPart, partValues, WHOLE_FLEET } from './part-pieces.js';
import { GONE_AFTER_MS } from '../../platform/instance/instance.js';

const WORST_WORKERS = statement(import.meta.url, './sql/worst-workers.sql', WHOLE_FLEET);
const WORST_IN_PART = statement(import.meta.url, './sql/worst-workers.sql', inPart(3), 'in-part');
const GROUP_REASONS = statement(import.meta.url, './sql/group-reasons.sql', WHOLE_FLEET);
const GROUP_IN_PART = statement(import.meta.url, './sql/group-reasons.sql', inPart(4), 'in-part');
const READ_GUARDS = statement(import.meta.url, './sql/read-guards.sql');
const READ_SWEEPS = statement(import.meta.url, './sql/read-sweeps.sql');
const READ_HELD_STREAMS = statement(import.meta.url, './sql/read-held-streams.sql');
const READ_INSTANCES = statement(import.meta.url, './sql/read-instances.sql');

const WORST = 50;

const MAX_REASONS = 20;

/** Workers of each kind whose reasons are grouped: those with the longest duration. */
const GROUPED = 5000;

/** Candidates per health, with the longest duration: the most consecutive failures are among them. */
const LOOKED_AT = 1000;

/** Clients choose zones freely, and each zone may have a guard. */
const MAX_GUARDS = 1000;

export interface WorstRow {
  readonly id: string;
  readonly worker_id: string;
  readonly zone: string | null;
  readonly health: 'UNHEALTHY' | 'FAILED';
  readonly held: boolean;
  readonly failures: number;
  readonly health_since: Date;
  readonly last_error: string | null;
  readonly message: string | null;
}

/** Workers that are ill for the same reason, and what they have in common. */
export interface ReasonRow {
  readonly sentence: string;
  readonly count: number;
  readonly zone: string | null;
  readonly version: string | null;
  readonly host: string | null;
  readonly tags: string[];
}

export interface GuardRow {
  readonly scope: 'zone' | 'fleet';
  readonly zone: string | null;
  readonly state: 'HOLDING' | 'SPENT' | 'RELEASED';
  readonly since: Date;
  readonly silent: number;
  readonly silent_now: number;
  readonly total: number;
  readonly hold_until: Date | null;
  readonly steered_by: string | null;
  readonly steer_reason: string | null;
}

export interface SweepRow {
  readonly round: string;
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly cause: string;
  readonly unhealthy: number;
  readonly failed: number;
  readonly recovered: number;
  readonly held: number;
  readonly released: number;
}

export interface InstanceRow {
  readonly number: number;
  readonly name: string;
  readonly started_at: Date;
  readonly seen_at: Date;
  readonly heartbeat_rate: number;
}

/** The parts of the summary beside the count. */
export interface Circumstances {
  readonly worst: readonly WorstRow[];
  readonly reasons: readonly ReasonRow[];
  readonly guards: readonly GuardRow[];
  readonly instances: readonly InstanceRow[];
  /** The last finished sweep. */
  readonly lastSweep: SweepRow | undefined;
  /** When the last sweep began, finished or not. */
  readonly lastClaim: Date | null;
  readonly now: Date;
  /** For how long event streams have been waiting for an older transaction; 0 if they do not wait. */
  readonly streamsHeldMs: number;
}

/** Reads the parts of the summary beside the count, a few rows each. */
@Injectable()
export class SummaryStore {
  constructor(private readonly database: Database) {}

  readGuards(): Promise<GuardRow[]> {
    return this.database.query<GuardRow>(READ_GUARDS, [MAX_GUARDS]);
  }

  /**
   * @param attentionHours hours in which a loss that was not acknowledged needs attention
   * @param part the part of the fleet that workers and reasons are read of; null for the whole fleet
   */
  readCircumstances(attentionHours: number, part: Scope | null = null): Promise<Circumstances> {
    const [worstWorkers, groupReasons] =
      part === null ? [WORST_WORKERS, GROUP_REASONS] : [WORST_IN_PART, GROUP_IN_PART];
    const scope = partValues(part);
    return this.database.snapshot(async (tx) => {
      const worst = await tx.query<WorstRow>(worstWorkers, [LOOKED_AT, WORST, ...scope]);
      const reasons = await tx.query<ReasonRow>(groupReasons, [
        GROUPED,
        MAX_REASONS,
        attentionHours,
        ...scope,
      ]);
      const guards = await tx.query<GuardRow>(READ_GUARDS, [MAX_GUARDS]);
      const instances = await tx.query<InstanceRow>(READ_INSTANCES, [GONE_AFTER_MS / 1000]);
      const [row] = await tx.query<SweepsRow>(READ_SWEEPS);
      const { now, claimed_at: lastClaim, ...last } = row!;
      const [held] = await tx.query<{ held_ms: number }>(READ_HELD_STREAMS);
      const lastSweep = isFinished(last) ? last : undefined;
      return {
        worst,
        reasons,
        guards,
        instances,
        lastSweep,
        lastClaim,
        now,
        streamsHeldMs: held?.held_ms ?? 0,
      };
    });
  }
}

type MaybeSweep = SweepRow | { readonly [K in keyof SweepRow]: null };
type SweepsRow = MaybeSweep & { readonly now: Date; readonly claimed_at: Date | null };

const isFinished = (last: MaybeSweep): last is SweepRow => last.round !== null;
