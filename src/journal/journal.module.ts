import { Module } from '@nestjs/common';
import { JournalController } from './journal.controller.js';
import { JournalService } from './journal.service.js';
import { JournalStore } from './store/journal.store.js';

/** The history of the workers and of the service. */
@Module({
  controllers: [JournalController],
  providers: [JournalService, JournalStore],
  exports: [JournalService],
})
export class JournalModule {}
