import { Module } from '@nestjs/common';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { JournalController } from './journal.controller.js';
import { JournalRetention } from './journal-retention.js';
import { JournalService } from './journal.service.js';
import { JournalStore } from './store/journal.store.js';

/** The history of the workers and of the service. */
@Module({
  imports: [SchedulingModule],
  controllers: [JournalController],
  providers: [JournalService, JournalStore, JournalRetention],
  exports: [JournalService],
})
export class JournalModule {}
