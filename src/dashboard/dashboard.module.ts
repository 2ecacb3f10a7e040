import { Module, type DynamicModule } from '@nestjs/common';
import { DashboardController, MOUNT, type Mount } from './dashboard.controller.js';

/** The page as part of another application. */
@Module({})
export class DashboardModule {
  static at(mount: Mount): DynamicModule {
    return {
      module: DashboardModule,
      controllers: [DashboardController],
      providers: [{ provide: MOUNT, useValue: mount }],
    };
  }
}
