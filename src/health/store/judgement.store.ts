import { Inject, Injectable } from '@nestjs/common';
import { JobReleaseStore } from '../../fleet/store/job-release.store.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Database, type Queryable } from '../../platform/database/database.js';
import { statement, template } from '../../platform/database/statement.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import type { ZoneCount } from '../silence.js';
import { Judgements, PRODUCT_PIECES } from './judgements.js';

const SURVEY = template(import.meta.url, './sql/survey-fleet.sql', { '': PRODUCT_PIECES });
/** What becomes of rows that are locked. */
const WAITING = { skip: { waiting: 'SKIP LOCKED' }, wait: { waiting: '' } } as const;
const JUDGE = template(import.meta.url, './sql/judge-workers.sql', {
  '': { ...PRODUCT_PIECES, ...JOURNAL, ...WAITING.wait },
  'skip-locked': { ...PRODUCT_PIECES, ...JOURNAL, ...WAITING.skip },
});
const READ_FLEET_SIZE = statement(import.meta.url, './sql/read-fleet-size.sql');

/** Blocks of one part of the fleet, by their place on disk; about sixty thousand workers. */
const PART_BLOCKS = 4096;

/** Part of the table, from a row to the row after its last. */
export type Part = readonly [from: string, to: string];

/** Parameters for judging workers in a round. */
export interface Round {
  readonly number: number;
  /**
   * The last round whose failures are already counted: the previous one in a sweep, this one when workers are
   * judged again.
   */
  readonly countedThrough: number;
  readonly maxFailures: number;
  /** Whether FAILED workers recover by themselves. */
  readonly autoRecovery: boolean;
}

/** Numbers of workers that changed. */
export interface Changes {
  readonly unhealthy: number;
  readonly failed: number;
  readonly recovered: number;
  readonly held: number;
  readonly released: number;
}

export const NO_CHANGES: Changes = { unhealthy: 0, failed: 0, recovered: 0, held: 0, released: 0 };

/** Counts of a zone in one part of the fleet. */
export interface ZoneSurvey extends ZoneCount {
  /** Number of verdicts that change. */
  readonly changing: number;
  /** Their ids, if requested. */
  readonly ids: readonly string[];
}

/** The health in which a silent worker loses its jobs, and the reason in the journal. */
interface Forfeiture {
  readonly healths: readonly string[];
  readonly reason: string;
}

const BY_CLEANUP = { healths: [], reason: '' };
const FORFEITURES: Readonly<Record<Settings['worker']['releaseJobsAfter'], Forfeiture>> = {
  'lease-end': { healths: ['UNHEALTHY', 'FAILED'], reason: 'lease ended' },
  failed: { healths: ['FAILED'], reason: 'failed' },
  'cleaned-up': BY_CLEANUP,
  dead: BY_CLEANUP,
};

/** Judges workers, many in one statement. */
@Injectable()
export class JudgementStore {
  private readonly forfeiture: Forfeiture;
  private readonly flapChanges: number;
  private readonly flapWindowMinutes: number;

  constructor(
    private readonly database: Database,
    private readonly judgements: Judgements,
    private readonly jobs: JobReleaseStore,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.forfeiture = FORFEITURES[worker.releaseJobsAfter];
    this.flapChanges = worker.flapChanges;
    this.flapWindowMinutes = worker.flapWindowMinutes;
  }

  /** Divides the fleet into parts that one statement each can survey quickly. */
  async divideFleet(): Promise<Part[]> {
    const [row] = await this.database.query<{ blocks: string }>(READ_FLEET_SIZE);
    const starts: number[] = [];
    for (let block = 0; block === 0 || block < Number(row!.blocks); block += PART_BLOCKS) starts.push(block);
    // The last part is open-ended: rows that are added meanwhile belong to it.
    return starts.map((from, index) => [`(${from},0)`, `(${starts[index + 1] ?? 4_294_967_295},0)`]);
  }

  /**
   * @param leadSeconds time before the end of its lease, up to a third of it, from which on a worker is silent
   * for the guard
   * @param withIds false if only the number of changes is needed
   */
  async surveyFleet(
    [from, to]: Part,
    { number, maxFailures, autoRecovery }: Round,
    leadSeconds: number,
    withIds: boolean,
  ): Promise<ZoneSurvey[]> {
    const rules = [number, maxFailures, autoRecovery, leadSeconds];
    const judged = await this.judgements.parametersOn(this.database, leadSeconds);
    const parameters = [...judged, from, to, ...rules, withIds, this.forfeiture.healths];
    return this.database.query<ZoneSurvey>(SURVEY(this.judgements.pieces), parameters);
  }

  /**
   * Judges workers, writes the changes, and releases the jobs of workers that are silent for too long.
   * @param on a transaction
   * @param busy what to do with locked rows: `skip` them, or `wait`
   * @param reviver actor of recoveries in the journal
   */
  async judgeWorkers(
    on: Queryable,
    ids: readonly string[],
    { number, countedThrough, maxFailures, autoRecovery }: Round,
    busy: 'skip' | 'wait',
    reviver = 'service',
  ): Promise<{ changes: Changes; skipped: string[] }> {
    const judge = JUDGE({ ...this.judgements.pieces, ...JOURNAL, ...WAITING[busy] });
    const parameters = [
      ...(await this.judgements.parametersOn(on)),
      ids,
      number,
      countedThrough,
      maxFailures,
      autoRecovery,
      reviver,
      this.forfeiture.healths,
      this.flapChanges,
      this.flapWindowMinutes,
    ];
    type Row = Changes & { skipped: string[]; forfeiting: string[] };
    const [row] = await on.query<Row>(judge, parameters);
    const { skipped, forfeiting, ...changes } = row!;
    await this.jobs.releaseOfDead(on, forfeiting, this.forfeiture.reason);
    return { changes, skipped };
  }
}
