// The obvious first implementation: a heartbeat loads the entity, changes it, saves it with TypeORM, and sets a key
// in Redis.
//
//   DATABASE_URL=… [REDIS_URL=…] WORKERS=… node bench/support/plain-service.mjs        POST /plain/:workerId
import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, NotFoundException, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { DataSource, EntitySchema } from 'typeorm';

const { DATABASE_URL, REDIS_URL, WORKERS } = process.env;
const Worker = new EntitySchema({
  name: 'typeorm_worker',
  columns: {
    workerId: { type: 'text', primary: true },
    status: { type: 'text', default: 'ACTIVE' },
    currentJobCount: { type: 'integer', default: 0 },
    availableCapacity: { type: 'integer', default: 10 },
    cpuUsage: { type: 'real', nullable: true },
    memoryUsage: { type: 'real', nullable: true },
    errorCount: { type: 'integer', default: 0 },
    message: { type: 'text', nullable: true },
    lastHeartbeat: { type: 'timestamptz', nullable: true },
    heartbeatCount: { type: 'integer', default: 0 },
  },
});
const source = new DataSource({ type: 'postgres', url: DATABASE_URL, entities: [Worker], poolSize: 10 });
await source.initialize();
await source.synchronize();
const workers = source.getRepository(Worker);
await source.query(
  `INSERT INTO typeorm_worker ("workerId") SELECT 'worker-' || n FROM generate_series(1, $1::integer) AS n`,
  [WORKERS],
);
const redis = REDIS_URL === undefined ? undefined : new Redis(REDIS_URL);

class PlainController {
  async take(workerId, body) {
    const worker = await workers.findOneBy({ workerId });
    if (worker === null) throw new NotFoundException();
    Object.assign(worker, body, { lastHeartbeat: new Date(), heartbeatCount: worker.heartbeatCount + 1 });
    await workers.save(worker);
    await redis?.set(`worker:${workerId}`, JSON.stringify(worker), 'EX', 300);
    return { success: true, worker };
  }
}
const { prototype } = PlainController;
const method = Object.getOwnPropertyDescriptor(prototype, 'take');
Controller('plain')(PlainController);
Post(':workerId')(prototype, 'take', method);
HttpCode(200)(prototype, 'take', method);
Param('workerId')(prototype, 'take', 0);
Body()(prototype, 'take', 1);

function PlainModule() {}
Module({ controllers: [PlainController] })(PlainModule);

const app = await NestFactory.create(PlainModule, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
process.once('SIGTERM', () => process.exit(0));
