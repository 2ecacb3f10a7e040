import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { WorkerRegistrationModule, WorkerRegistrationService } from 'worker-registration';

@Injectable()
export class Scheduler {
  constructor(private readonly registration: WorkerRegistrationService) {}

  async names(): Promise<string[]> {
    const { workers } = await this.registration.listWorkers({});
    return workers.map(({ workerId }) => workerId);
  }
}

@Controller('mine')
export class MineController {
  constructor(private readonly scheduler: Scheduler) {}

  @Get()
  read(): Promise<string[]> {
    return this.scheduler.names();
  }
}

/** In a constant, so that tests can replace it. */
export const registration = WorkerRegistrationModule.forRoot({ prefix: 'internal/workers' });

@Module({
  imports: [registration],
  controllers: [MineController],
  providers: [Scheduler],
})
export class AppModule {}
