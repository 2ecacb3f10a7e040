import { Module } from '@nestjs/common';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { WorkersModule } from '../workers/workers.module.js';
import { OperationCreation } from './operation-creation.service.js';
import { OperationRetention } from './operation-retention.js';
import { OperationRunner } from './operation-runner.js';
import { OperationSteps } from './operation-steps.js';
import { OperationsController } from './operations.controller.js';
import { OperationsService } from './operations.service.js';
import { OperationStore } from './store/operation.store.js';
import { SelectionStore } from './store/selection.store.js';
import { StepStore } from './store/step.store.js';
import { WorkerSteps } from './worker-steps.js';

/** Operations: tracked work on many workers. */
@Module({
  imports: [WorkersModule, SchedulingModule],
  controllers: [OperationsController],
  providers: [
    OperationCreation,
    OperationsService,
    OperationRunner,
    OperationSteps,
    WorkerSteps,
    OperationRetention,
    OperationStore,
    SelectionStore,
    StepStore,
  ],
  exports: [OperationCreation, OperationsService],
})
export class OperationsModule {}
