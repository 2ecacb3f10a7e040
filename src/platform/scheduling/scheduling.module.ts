import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Duties } from './duties.js';
import { DutyStore } from './store/duty.store.js';

/** Periodic duties. */
@Module({ imports: [ScheduleModule.forRoot()], providers: [Duties, DutyStore], exports: [Duties] })
export class SchedulingModule {}
