import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DomainError, WorkerRegistrationService } from 'worker-registration';
import { WorkerAgent } from 'worker-registration/agent';
import { FakeFleet, FakeWorkerRegistrationModule } from 'worker-registration/testing';
import { AppModule, registration, Scheduler } from './app.module';

describe('An application of Nest 11', () => {
  let app: INestApplication;
  let url: string;
  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = module.createNestApplication({ logger: ['error'] });
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  });
  afterAll(() => app.close());

  it('registers a worker over HTTP, and lists it by the service', async () => {
    const answer = await fetch(`${url}/internal/workers/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workerId: 'w1', name: 'W1', maxConcurrentJobs: 1 }),
    });
    const mine: unknown = await (await fetch(`${url}/mine`)).json();
    expect([answer.status, mine]).toEqual([201, ['w1']]);
  });

  it('gets errors that it can recognise', async () => {
    const read = app.get(WorkerRegistrationService).getWorker('none');
    await expect(read).rejects.toBeInstanceOf(DomainError);
  });

  it('can import the agent', () => {
    expect(typeof WorkerAgent).toBe('function');
  });

  it('runs without a database on the fake of the module', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideModule(registration)
      .useModule(FakeWorkerRegistrationModule.forRoot())
      .compile();
    const worker = { workerId: 'fake', name: 'Fake', maxConcurrentJobs: 1 };
    await module.get(WorkerRegistrationService, { strict: false }).registerWorker(worker);
    expect(await module.get(Scheduler).names()).toEqual(['fake']);
    expect(module.get(FakeFleet, { strict: false }).events.map(({ type }) => type)).toEqual(['registered']);
  });
});
