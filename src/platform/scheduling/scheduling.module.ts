import { Module } from '@nestjs/common';
import { Duties } from './duties.js';
import { InstanceRetention } from './instance-retention.js';
import { DutyStore } from './store/duty.store.js';

/** Periodic duties. */
@Module({
  providers: [Duties, DutyStore, InstanceRetention],
  exports: [Duties],
})
export class SchedulingModule {}
