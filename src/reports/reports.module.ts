import { Module } from '@nestjs/common';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { ReportStore } from './store/report.store.js';

/** Reports about a period. */
@Module({
  controllers: [ReportsController],
  providers: [ReportStore, ReportsService],
  exports: [ReportsService],
})
export class ReportsModule {}
