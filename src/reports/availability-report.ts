import { percentage } from '../platform/text/percentage.js';
import type {
  AvailabilityFiguresDto,
  AvailabilityReportDto,
  GroupAvailabilityDto,
} from './dto/availability.dto.js';
import { lengthOf, longestOutages, type Outage } from './outages.js';
import { periodFields, type Period } from './period.js';
import type { AvailabilityRow, LossRow } from './store/report.store.js';

const MAX_OUTAGES = 100;

/** What the database says of a period. */
export interface AvailabilityRows {
  readonly period: Period;
  readonly zone: string | null;
  readonly outages: readonly Outage[];
  readonly rows: readonly AvailabilityRow[];
  readonly losses: readonly LossRow[];
}

export function availabilityReport({
  period,
  zone,
  outages,
  rows,
  losses,
}: AvailabilityRows): AvailabilityReportDto {
  const of = (kind: AvailabilityRow['kind']): AvailabilityRow[] => rows.filter((row) => row.kind === kind);
  const [fleet] = of('fleet');
  const [zones, workers] = [of('zone'), of('worker')];
  const outageSeconds = outages.reduce((sum, outage) => sum + lengthOf(outage), 0);
  return {
    ...periodFields(period),
    zone,
    countedSeconds: Math.round((period.until.getTime() - period.from.getTime()) / 1000 - outageSeconds),
    outageSeconds: Math.round(outageSeconds),
    outages: longestOutages(outages, MAX_OUTAGES).map((outage) => ({
      from: outage.began.toISOString(),
      until: outage.ended.toISOString(),
      seconds: Math.round(lengthOf(outage)),
    })),
    totalOutages: outages.length,
    fleet: groupOf(fleet),
    zones: zones.map((row) => ({ zone: nameOf(row), ...groupOf(row) })),
    otherZones: zones[0]?.others ?? 0,
    worst: workers.map((row) => ({
      id: row.id!,
      workerId: row.workerId,
      zone: nameOf(row),
      ...figuresOf(row),
    })),
    otherWorkers: workers[0]?.others ?? 0,
    losses: losses.map(({ at, worker_id: workerId, zone: lossZone, reason, now }) => ({
      at: at.toISOString(),
      workerId,
      zone: lossZone,
      reason,
      now,
    })),
    totalLosses: losses[0]?.total ?? 0,
  };
}

const nameOf = ({ zone }: AvailabilityRow): string | null => (zone === '' ? null : zone);

const groupOf = (row?: AvailabilityRow): GroupAvailabilityDto => ({
  workers: row?.workers ?? 0,
  ...figuresOf(row),
});

const figuresOf = (row?: AvailabilityRow): AvailabilityFiguresDto => ({
  expectedSeconds: Math.round(row?.expected ?? 0),
  healthySeconds: Math.round(row?.healthy ?? 0),
  availabilityPercentage:
    row === undefined || row.expected === 0 ? null : percentage(row.healthy, row.expected),
  maintenanceSeconds: Math.round(row?.maintenance ?? 0),
  illnesses: row?.illnesses ?? 0,
  losses: row?.losses ?? 0,
});
