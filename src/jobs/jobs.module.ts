import { Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { ClaimRefusals } from './claim-refusals.js';
import { Claims } from './claims.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';
import { JobStore } from './store/job.store.js';

/** Assignments of jobs to workers. */
@Module({
  imports: [FleetModule],
  controllers: [JobsController],
  providers: [ClaimRefusals, Claims, JobsService, JobStore],
  exports: [JobsService],
})
export class JobsModule {}
