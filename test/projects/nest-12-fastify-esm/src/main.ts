import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { addSecuritySchemes, JobsService, WorkerRegistrationModule } from 'worker-registration';
import { WorkerAgent } from 'worker-registration/agent';

@Injectable()
class Scheduler {
  constructor(private readonly jobs: JobsService) {}

  async claim(jobId: string): Promise<string> {
    const { answer } = await this.jobs.claimJob({ jobId });
    return answer.worker.workerId;
  }
}

@Module({ imports: [WorkerRegistrationModule.forRoot({ prefix: 'workers' })], providers: [Scheduler] })
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error'],
});
const document = SwaggerModule.createDocument(app, addSecuritySchemes(new DocumentBuilder()).build());
await app.listen(0, '127.0.0.1');
const agent = new WorkerAgent({
  server: `${await app.getUrl()}/workers`,
  workerId: 'w1',
  maxConcurrentJobs: 1,
  log: () => undefined,
});
await agent.start();
console.log(await app.get(Scheduler).claim('j1'), document.paths['/workers/register'] !== undefined);
await agent.stop();
await app.close();
