import { Module } from '@nestjs/common';
import { StatisticsModule } from '../statistics/statistics.module.js';
import { SchedulingModule } from '../platform/scheduling/scheduling.module.js';
import { AlertsController } from './alerts.controller.js';
import { AlertsService } from './alerts.service.js';
import { Deliveries } from './deliveries.js';
import { DeliveryRetention } from './delivery-retention.js';
import { Evaluation } from './evaluation.js';
import { Outbox } from './outbox.js';
import { AlertStore } from './store/alert.store.js';
import { DeliveryStore } from './store/delivery.store.js';
import { FindingsStore } from './store/findings.store.js';

/** Evaluates alert rules and notifies webhooks. */
@Module({
  imports: [SchedulingModule, StatisticsModule],
  controllers: [AlertsController],
  providers: [
    AlertsService,
    Evaluation,
    Outbox,
    Deliveries,
    DeliveryRetention,
    AlertStore,
    FindingsStore,
    DeliveryStore,
  ],
  exports: [AlertsService],
})
export class AlertsModule {}
