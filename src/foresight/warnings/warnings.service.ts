import { Inject, Injectable } from '@nestjs/common';
import { NamesCache } from '../../fleet/names.cache.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { FLEET_LABEL } from '../../platform/config/capacity-settings.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { HeldAnswers } from '../../platform/sharing/held-answers.js';
import { DEFAULT_PAGE, valuesOf } from '../../platform/validation/query-rules.js';
import { readFilters } from '../../platform/validation/read-query.js';
import type { WarningDto, WarningKindDto, WarningsDto } from './dto/warnings.dto.js';
import { WarningsQuery } from './dto/warnings.query.js';
import { TrendStore } from './store/trend.store.js';
import { WarningStore, type RecordRow, type WarningRow } from './store/warning.store.js';
import { trendDto } from './trend-view.js';
import { WARNING_KINDS } from '../../platform/config/warning-settings.js';
import { WARNING_METHODS } from './warning-kinds.js';
import { WATCH } from './warning-watch.js';

/** Lists warnings of what may break, and what became of earlier ones. */
@Injectable()
export class WarningsService {
  private readonly enabled: boolean;
  private readonly held: HeldAnswers<WarningsQuery, WarningsDto>;

  constructor(
    private readonly store: WarningStore,
    private readonly trends: TrendStore,
    private readonly names: NamesCache,
    @Inject(SETTINGS) { warnings }: Settings,
  ) {
    this.enabled = warnings.enabled;
    this.held = new HeldAnswers(
      (query) => this.answer(query),
      ({ state, kind, zone, workerId, limit }) => JSON.stringify([state, kind, zone, workerId, limit]),
    );
  }

  /** @throws DomainError `validation_failed`, `worker_not_registered` */
  async listWarnings(query: unknown = {}): Promise<WarningsDto> {
    return this.held.readAnswer(readFilters(WarningsQuery, query, 'query parameter'));
  }

  /** Returns each kind with its record. */
  async readKinds(): Promise<readonly WarningKindDto[]> {
    return (await this.held.readAnswer({ limit: 1 })).kinds;
  }

  private async answer({ state, kind, zone, workerId, limit }: WarningsQuery): Promise<WarningsDto> {
    const worker = workerId === undefined ? undefined : await this.idOf(workerId);
    const filter = {
      ended: state === 'ended',
      kinds: valuesOf(kind),
      zone,
      worker,
      limit: Number(limit ?? DEFAULT_PAGE),
    };
    const [rows, records, trend, { now, evaluated_at }] = await Promise.all([
      this.store.listWarnings(filter),
      this.store.readRecords(),
      worker === undefined ? undefined : this.trends.readTrend(worker),
      this.store.readEvaluation(WATCH),
    ]);
    return {
      enabled: this.enabled,
      total: rows[0]?.total ?? 0,
      warnings: rows.map(warningDto),
      kinds: kindsOf(records),
      trend: trend === undefined ? null : trendDto(trend),
      evaluatedAt: evaluated_at?.toISOString() ?? null,
      generatedAt: now.toISOString(),
    };
  }

  private async idOf(workerId: string): Promise<string> {
    const worker = (await this.names.findWorkers([workerId])).get(workerId);
    if (worker === undefined) throw new DomainError('worker_not_registered');
    return worker.id;
  }
}

const warningDto = (row: WarningRow): WarningDto => ({
  id: row.id,
  kind: row.kind,
  worker: row.worker === null ? null : { id: row.worker, workerId: row.worker_id!, zone: row.zone },
  pool: row.pool === '' ? FLEET_LABEL : row.pool,
  sentence: row.sentence,
  figures: row.figures,
  since: row.began_at.toISOString(),
  expectedAt: row.expected_at?.toISOString() ?? null,
  endedAt: row.ended_at?.toISOString() ?? null,
  outcome: row.outcome,
  outcomeAt: row.outcome_at?.toISOString() ?? null,
});

function kindsOf(records: readonly RecordRow[]): WarningKindDto[] {
  const found = new Map(records.map((row) => [row.kind, row]));
  return WARNING_KINDS.map((kind) => {
    const { open = 0, right = 0, wrong = 0, voided = 0, pending = 0, lead = null } = found.get(kind) ?? {};
    const medianLeadMinutes = lead === null ? null : Math.round(lead * 10) / 10;
    return {
      kind,
      method: WARNING_METHODS[kind],
      open,
      record: { right, wrong, voided, pending, medianLeadMinutes },
    };
  });
}
