import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DomainError, WorkerRegistrationModule, WorkerRegistrationService } from 'worker-registration';
import { WorkerAgent } from 'worker-registration/agent';
import { FakeFleet, FakeWorkerRegistrationModule } from 'worker-registration/testing';

const quiet = { logger: ['error'] };

class AppModule {}
Module({ imports: [WorkerRegistrationModule.forRoot({ prefix: 'workers' })] })(AppModule);

class FakeAppModule {}
Module({ imports: [FakeWorkerRegistrationModule.forRoot()] })(FakeAppModule);

describe('An application of Nest 12', () => {
  it('registers an agent over HTTP, and gets errors that it can recognise', async () => {
    const app = await NestFactory.create(AppModule, new FastifyAdapter(), quiet);
    await app.listen(0, '127.0.0.1');
    const agent = new WorkerAgent({ server: `${await app.getUrl()}/workers`, workerId: 'jest', log: false });
    await agent.start();
    const registration = app.get(WorkerRegistrationService);
    expect(await registration.getWorker('jest')).toMatchObject({ id: agent.id });
    await expect(registration.getWorker('none')).rejects.toBeInstanceOf(DomainError);
    await agent.stop();
    await app.close();
  });

  it('runs without a database on the fake of the module', async () => {
    const app = await NestFactory.createApplicationContext(FakeAppModule, quiet);
    const worker = { workerId: 'fake', name: 'Fake', maxConcurrentJobs: 1 };
    await app.get(WorkerRegistrationService).registerWorker(worker);
    expect(app.get(FakeFleet).events.map(({ type }) => type)).toEqual(['registered']);
    await app.close();
  });
});
