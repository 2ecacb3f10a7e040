export { WorkerRegistrationModule, DEFAULT_PREFIX } from './worker-registration.module.js';
export type {
  WorkerRegistrationAsyncOptions,
  WorkerRegistrationOptions,
} from './worker-registration.module.js';
export {
  WorkerRegistrationService,
  type RegisterWorkersOptions,
} from './workers/worker-registration.service.js';
export { WorkerHealthMonitorService } from './health/worker-health-monitor.service.js';
export type { HealthCheck } from './health/checks/check.js';
export type { Finding, WorkerCheck } from './health/checks/worker-check.js';
export type { SweepAnswerDto } from './health/dto/sweep.dto.js';
export type { CleanupAnswerDto } from './health/dto/cleanup.dto.js';
export { DomainError, type ErrorDetails, type FieldError } from './platform/errors/domain-error.js';
export { errorTable, type ErrorCode } from './platform/errors/error-table.js';
export { StartError } from './platform/errors/start-error.js';
export type { RegisterWorkerDto } from './workers/registration/dto/register-worker.dto.js';
export type { HeartbeatDto } from './workers/heartbeats/dto/heartbeat.dto.js';
export type { DeregisterDto } from './workers/departures/dto/deregister.dto.js';
export type {
  CapacityOverrideDto,
  OverriddenWorkerDto,
  OverridesDto,
  TagsOverrideDto,
  ZoneOverrideDto,
} from './fleet/dto/overrides.dto.js';
export type { WorkerDto, WorkerStateDto } from './fleet/dto/worker.dto.js';
export type {
  HeartbeatAnswerDto,
  HeartbeatBatchAnswerDto,
} from './workers/heartbeats/dto/heartbeat-answers.dto.js';
export type {
  RegistrationAnswerDto,
  RegistrationBatchAnswerDto,
} from './workers/registration/dto/registration-answers.dto.js';
export type { TokenAnswerDto } from './workers/credentials/dto/credential-answers.dto.js';
export { JournalService } from './journal/journal.service.js';
export { ReconnectionService } from './reconnection/reconnection.service.js';
export { Metrics } from './platform/observability/metrics.js';
export { ProblemFilter } from './platform/errors/problem.filter.js';
export { parseJsonBodies } from './platform/http/body-parsers.js';
export type { DepartureAnswer } from './workers/departures/departures.js';
export type { ListWorkersQuery } from './workers/listing/dto/list-workers.query.js';
export type { MatchesDto, WorkerListDto } from './workers/listing/worker-list.js';
export type { EventPageDto } from './journal/dto/event.dto.js';
export type { HealthSummaryDto, WorstWorkerDto } from './statistics/summary.dto.js';
export type { HistoryDto } from './statistics/history.dto.js';
export type { ListHistoryQuery } from './statistics/list-history.query.js';
export type { SystemStatisticsDto } from './statistics/system-statistics.dto.js';
export type { WorkerHealthDto } from './health/dto/worker-health.dto.js';
export type {
  ProbeResultDto,
  ReconnectionAnswerDto,
  ReconnectionRoundDto,
} from './reconnection/dto/reconnection.dto.js';
export { AlertsService } from './alerts/alerts.service.js';
export type { AlertsDto } from './alerts/dto/alerts.dto.js';
export type { MuteAnswerDto, MuteDto, MuteRequestDto } from './alerts/dto/mute.dto.js';
export type { Payload as AlertPayload } from './alerts/payload.js';
export { ApiKeysService } from './identity/access/api-keys.service.js';
export { JoinTokensService } from './identity/access/join-tokens.service.js';
export type { Account, Caller, Joiner } from './identity/access/caller.js';
export type { Proof as WorkerCaller } from './identity/identity.service.js';
export { addSecuritySchemes } from './identity/identity.openapi.js';
export { ROLES, type Role } from './identity/roles.js';
export { JobsService, type JobAnswer } from './jobs/jobs.service.js';
export type { AssignJobDto, ClaimJobDto, EndJobQuery, ListJobsQuery } from './jobs/dto/assign-job.dto.js';
export type { ClaimAnswerDto, JobAnswerDto, JobDto, JobPageDto } from './jobs/dto/jobs.dto.js';
export type { DrainRequestDto, OrderAnswerDto, OrderRequestDto } from './workers/orders/dto/order.dto.js';
export type { OverrideAnswerDto, OverrideRequestDto } from './workers/overrides/dto/override.dto.js';
export type { OrderDto } from './fleet/dto/order.dto.js';
export type { WorkerHealth, WorkerStatus } from './fleet/worker.js';
export type { HeartbeatItemDto } from './workers/heartbeats/dto/heartbeat.dto.js';
export type { CheckResultDto } from './health/dto/worker-health.dto.js';
export type { EventDto } from './journal/dto/event.dto.js';
export type { ListEventsQuery } from './journal/dto/list-events.query.js';
export type { EventGroup, EventType } from './journal/event-groups.js';
export type {
  ApiKeyDto,
  ApiKeyListDto,
  ApiKeyRequestDto,
  ApiKeyWithSecretDto,
} from './identity/access/dto/api-key.dto.js';
export type {
  JoinTokenDto,
  JoinTokenPageDto,
  JoinTokenRequestDto,
  JoinTokenWithSecretDto,
} from './identity/access/dto/join-token.dto.js';
export type { RevokeRequestDto } from './workers/credentials/dto/revoke.dto.js';
export type { PostgresOfHost } from './platform/database/postgres-server.js';
export type { PlatformOptions } from './platform/platform.module.js';
export type { ModuleSettings } from './platform/config/module-settings.js';
export type { Settings } from './platform/config/settings.js';
export type { CertifiedCaller } from './identity/access/caller.js';
export type { ForceDeregisterQuery } from './workers/departures/dto/deregister.dto.js';
export type { RevocationAnswerDto } from './workers/credentials/dto/credential-answers.dto.js';
export type { CleanedWorkerDto } from './health/dto/cleanup.dto.js';
export type { ReconnectPolicyDto } from './workers/registration/dto/reconnect-policy.dto.js';
export type { Absence } from './fleet/worker.js';
export type {
  HeartbeatAdviceDto,
  HeartbeatResultDto,
} from './workers/heartbeats/dto/heartbeat-answers.dto.js';
export type {
  CredentialsDto,
  RegistrationResultDto,
} from './workers/registration/dto/registration-answers.dto.js';
export type { ProbeCounts } from './reconnection/probes.js';
export type { Source as MetricSource } from './platform/observability/collected.js';
export type { Distribution as MetricDistribution } from './platform/observability/distribution.js';
export type { HealthCountsDto, OtherZonesDto, ZoneCountsDto } from './statistics/health-counts.dto.js';
export type { InstanceDto, LastSweepDto, RedisSummaryDto } from './statistics/service-state.dto.js';
export type { ReasonGroupDto } from './statistics/reason-group.dto.js';
export type { GuardDto, NextStepDto } from './statistics/guard.dto.js';
export type { HistoryPointDto } from './statistics/history.dto.js';
export type {
  ReportedObservationDto,
  RefusalDto,
  DroppedFieldDto,
  WorkerMetricsDto,
} from './health/dto/worker-health.dto.js';
export type { AlertDto, AlertItemDto } from './alerts/dto/alerts.dto.js';
export type { AlertChangeDto, AlertRuleDto } from './alerts/dto/alert-rule.dto.js';
export type { AlertWebhookDto } from './alerts/dto/alert-webhook.dto.js';
export type { MessageType as AlertMessageType } from './alerts/group.js';
export type { Scope as AccessScope } from './identity/scope.js';
export type { Bounds as AccessBounds } from './identity/bounds.js';
export {
  WorkerRegistrationHealthIndicator,
  type HealthResult,
} from './platform/instance/health-indicator.js';
export { WorkerEvents, type EventConsumer, type EventKind } from './journal/hooks/worker-events.service.js';
export type { EventHandler } from './journal/hooks/cursor-consumer.js';
