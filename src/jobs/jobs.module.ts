import { Module } from '@nestjs/common';
import { FleetModule } from '../fleet/fleet.module.js';
import { ClaimRefusals } from './claim-refusals.js';
import { Claims } from './claims.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';
import { JobStore } from './store/job.store.js';
import { UnmetClaimsService } from './unmet-claims.service.js';

/** Assignments of jobs to workers. */
@Module({
  imports: [FleetModule],
  controllers: [JobsController],
  providers: [ClaimRefusals, Claims, JobsService, JobStore, UnmetClaimsService],
  exports: [JobsService, UnmetClaimsService],
})
export class JobsModule {}
