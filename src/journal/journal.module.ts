import { Module } from '@nestjs/common';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { FleetModule } from '../fleet/fleet.module.js';
import { EventStreamController } from './event-stream.controller.js';
import { JournalController } from './journal.controller.js';
import { JournalRetention } from './journal-retention.js';
import { JournalService } from './journal.service.js';
import { CursorStore } from './hooks/store/cursor.store.js';
import { WorkerEvents } from './hooks/worker-events.service.js';
import { JournalStore } from './store/journal.store.js';
import { StreamStore } from './store/stream.store.js';
import { CopiedEvents } from './stream/copied-events.js';
import { EventStreams } from './stream/event-streams.js';
import { JournalSignal } from './stream/journal-signal.service.js';
import { JournalTail } from './stream/journal-tail.js';
import { StreamMetrics } from './stream/stream-metrics.js';
import { TimelineStore } from './timeline/store/timeline.store.js';
import { TimelineController } from './timeline/timeline.controller.js';
import { Timelines } from './timeline/timelines.js';

/** The history of the workers and of the service. */
@Module({
  imports: [SchedulingModule, FleetModule],
  controllers: [JournalController, TimelineController, EventStreamController],
  providers: [
    JournalService,
    JournalStore,
    JournalRetention,
    JournalSignal,
    JournalTail,
    StreamStore,
    CopiedEvents,
    StreamMetrics,
    EventStreams,
    CursorStore,
    WorkerEvents,
    Timelines,
    TimelineStore,
  ],
  exports: [WorkerEvents, JournalService, JournalSignal],
})
export class JournalModule {}
