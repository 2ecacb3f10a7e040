export { WorkerRegistrationModule, DEFAULT_PREFIX } from './worker-registration.module.js';
export type {
  WorkerRegistrationAsyncOptions,
  WorkerRegistrationOptions,
} from './worker-registration.module.js';
export { WorkerRegistrationService } from './workers/worker-registration.service.js';
export { DomainError, type ErrorDetails, type FieldError } from './platform/errors/domain-error.js';
export { errorTable, type ErrorCode } from './platform/errors/error-table.js';
export { StartError } from './platform/errors/start-error.js';
export type { RegisterWorkerDto } from './workers/dto/register-worker.dto.js';
export type { HeartbeatDto } from './workers/dto/heartbeat.dto.js';
export type { DeregisterDto } from './workers/dto/deregister.dto.js';
export type { WorkerDto, WorkerStateDto } from './workers/dto/worker.dto.js';
export type {
  HeartbeatAnswerDto,
  HeartbeatBatchAnswerDto,
  RegistrationAnswerDto,
  RegistrationBatchAnswerDto,
} from './workers/dto/answers.dto.js';
export type { SystemStatisticsDto } from './health/dto/system-statistics.dto.js';
export type { WorkerHealthDto } from './health/dto/worker-health.dto.js';
