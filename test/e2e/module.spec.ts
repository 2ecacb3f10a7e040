import { Injectable, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Column, Entity, PrimaryColumn, Repository } from 'typeorm';
import { DomainError, WorkerRegistrationModule, WorkerRegistrationService } from '../../src/index.js';
import { registration } from '../factories/registration.factory.js';
import { ApiClient } from '../support/api-client.js';
import { SWEEPS_BY_HAND } from '../support/health.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

@Entity('note')
class Note {
  @PrimaryColumn('text')
  id: string;

  @Column('text')
  text: string;
}

/** A scheduler of another team: its own tables, and our service injected. */
@Injectable()
class Scheduler {
  constructor(
    readonly workers: WorkerRegistrationService,
    @InjectRepository(Note) readonly notes: Repository<Note>,
  ) {}
}

describe('In another Nest application, with a connection and a prefix of its own', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;
  let api: ApiClient;
  beforeAll(async () => {
    database = await createTestDatabase();
    @Module({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, entities: [Note], synchronize: true }),
        TypeOrmModule.forFeature([Note]),
        WorkerRegistrationModule.forRootAsync({
          prefix: 'internal/workers',
          useFactory: () => ({
            settings: {
              ...SWEEPS_BY_HAND,
              'database.url': database.url,
              'jobscheduler.worker.max-concurrent-jobs-limit': 20,
            },
          }),
        }),
      ],
      providers: [Scheduler],
    })
    class HostModule {}
    const module = await Test.createTestingModule({ imports: [HostModule] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.useLogger(false);
    await app.listen(0, '127.0.0.1');
    api = new ApiClient(`${await app.getUrl()}/internal/workers`);
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  it('answers under the prefix of the application, with its settings', async () => {
    const taken = await api.post('/register', registration({ workerId: 'hosted', maxConcurrentJobs: 20 }));
    const refused = await api.post('/register', registration({ maxConcurrentJobs: 21 }));
    expect(taken.status).toBe(201);
    expect(refused).toMatchObject({ status: 400, body: { message: 'Max concurrent jobs cannot exceed 20' } });
    expect((await api.get('/health/system')).body).toMatchObject({ totalWorkers: 1 });
  });

  it('accepts NDJSON and large batches', async () => {
    const items = Array.from({ length: 5000 }, (_, index) =>
      registration({ workerId: `batch-${index}`, capabilities: { padding: 'x'.repeat(250) } }),
    );
    const { status, body } = await api.ndjson('/register/batch', items);
    expect(status).toBe(200);
    expect(body).toMatchObject({ succeeded: 5000 });
  });

  it('provides its service to an application with its own tables', async () => {
    const { workers, notes } = app.get(Scheduler);
    await workers.registerWorker(registration({ workerId: 'injected' }));
    await workers.processHeartbeat('injected', { currentJobCount: 2 });
    await notes.save({ id: 'injected', text: 'ours' });
    expect(await workers.getWorkerHealthReport('injected')).toMatchObject({
      healthy: true,
      metrics: { loadPercentage: 20 },
    });
    expect((await workers.getSystemHealthStatistics()).totalWorkers).toBeGreaterThan(0);
    expect(await workers.deregisterWorker('injected', { forceDeregister: true })).toMatchObject({
      success: true,
    });
    await expect(workers.getWorker('nobody')).rejects.toBeInstanceOf(DomainError);
  });
});
