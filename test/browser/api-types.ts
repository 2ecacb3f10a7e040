import type { AlertsDto } from '../../src/alerts/dto/alerts.dto.js';
import type * as page from '../../src/dashboard/page/api/types.js';
import type { CapacityDto } from '../../src/foresight/dto/capacity.dto.js';
import type { CapacityHistoryDto, CapacityWeekDto } from '../../src/foresight/dto/history.dto.js';
import type { WarningsDto } from '../../src/foresight/warnings/dto/warnings.dto.js';
import type { AccessReportDto } from '../../src/reports/dto/access.dto.js';
import type { AvailabilityReportDto } from '../../src/reports/dto/availability.dto.js';
import type { ChangesReportDto } from '../../src/reports/dto/changes.dto.js';
import type { RegistrationsReportDto } from '../../src/reports/dto/registrations.dto.js';
import type { WorkerHealthDto } from '../../src/health/dto/worker-health.dto.js';
import type { HistoryDto } from '../../src/statistics/history.dto.js';
import type { HealthSummaryDto } from '../../src/statistics/summary.dto.js';
import type { SystemStatisticsDto } from '../../src/statistics/system-statistics.dto.js';
import type { SessionDto } from '../../src/identity/access/dto/session.dto.js';
import type { JobPageDto } from '../../src/jobs/dto/jobs.dto.js';
import type { OperationDetailDto, OperationPageDto } from '../../src/operations/dto/operation.dto.js';
import type { PreviewDto } from '../../src/operations/dto/preview.dto.js';
import type { EventPageDto } from '../../src/journal/dto/event.dto.js';
import type { TimelineDto } from '../../src/journal/timeline/dto/timeline.dto.js';
import type { WorkerGroupsDto } from '../../src/workers/listing/groups/groups.dto.js';
import type { WorkerListDto } from '../../src/workers/listing/worker-list.js';

/** Compiles only while the API's responses are what the page reads: the two are built separately. */
export const answers = {
  access: (dto: AccessReportDto): page.AccessReport => dto,
  availability: (dto: AvailabilityReportDto): page.AvailabilityReport => dto,
  capacity: (dto: CapacityDto): page.CapacityAnswer => dto,
  capacityHistory: (dto: CapacityHistoryDto): page.CapacityHistory => dto,
  capacityWeek: (dto: CapacityWeekDto): page.CapacityWeek => dto,
  changes: (dto: ChangesReportDto): page.ChangesReport => dto,
  registrations: (dto: RegistrationsReportDto): page.RegistrationsReport => dto,
  alerts: (dto: AlertsDto): page.Alerts => dto,
  capacityForecast: (dto: CapacityDto): page.CapacityForecast => dto,
  events: (dto: EventPageDto): page.EventPage => dto,
  groups: (dto: WorkerGroupsDto): page.WorkerGroups => dto,
  health: (dto: WorkerHealthDto): page.WorkerHealth => dto,
  history: (dto: HistoryDto): page.HealthHistory => dto,
  jobs: (dto: JobPageDto): page.JobPage => dto,
  operation: (dto: OperationDetailDto): page.OperationDetail => dto,
  operations: (dto: OperationPageDto): page.OperationPage => dto,
  preview: (dto: PreviewDto): page.Preview => dto,
  session: (dto: SessionDto): page.Session => dto,
  summary: (dto: HealthSummaryDto): page.Summary => dto,
  system: (dto: SystemStatisticsDto): page.SystemFigures => dto,
  timeline: (dto: TimelineDto): page.Timeline => dto,
  warnings: (dto: WarningsDto): page.Warnings => dto,
  workers: (dto: WorkerListDto): page.WorkerPage => dto,
};
