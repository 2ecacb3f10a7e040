// A typical empty Nest handler on Fastify: with the global ValidationPipe, and a DTO that has our rules.
//
//   node bench/support/validated-handler.mjs        POST /empty/:id
import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Param, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import * as rules from 'class-validator';

const INT_MAX = 2_147_483_647;
const whole = (min) => [rules.IsInt(), rules.Min(min), rules.Max(INT_MAX)];
const percent = [rules.IsNumber(), rules.Min(0), rules.Max(100)];
const FIELDS = {
  status: [rules.IsIn(['ACTIVE', 'IDLE', 'BUSY', 'MAINTENANCE', 'ERROR'])],
  currentJobCount: whole(0),
  availableCapacity: whole(0),
  cpuUsage: percent,
  memoryUsage: percent,
  errorCount: whole(0),
  eventLoopLagMs: [rules.IsNumber(), rules.Min(0), rules.Max(INT_MAX)],
  message: [rules.IsString(), rules.MaxLength(1000)],
  bootId: [rules.IsString(), rules.MaxLength(64)],
  incarnation: whole(1),
  droppedJobs: [rules.IsArray(), rules.ArrayMaxSize(10_000), rules.IsString({ each: true })],
};
function HeartbeatDto() {}
for (const [field, checks] of Object.entries(FIELDS))
  for (const check of [rules.IsOptional(), ...checks]) check(HeartbeatDto.prototype, field);

const ANSWER = {
  id: '01a201e9-c010-74cc-83aa-59c6f9d7f060',
  workerId: 'worker-1',
  name: 'Worker',
  status: 'ACTIVE',
  maxConcurrentJobs: 10,
  tags: [],
  capabilities: {},
};
class ValidatedController {
  take(_id, _body) {
    return ANSWER;
  }
}
const { prototype } = ValidatedController;
const method = Object.getOwnPropertyDescriptor(prototype, 'take');
Controller('empty')(ValidatedController);
Post(':id')(prototype, 'take', method);
HttpCode(200)(prototype, 'take', method);
Param('id')(prototype, 'take', 0);
Body()(prototype, 'take', 1);
Reflect.defineMetadata('design:paramtypes', [String, HeartbeatDto], prototype, 'take');

function ValidatedModule() {}
Module({ controllers: [ValidatedController] })(ValidatedModule);

const app = await NestFactory.create(ValidatedModule, new FastifyAdapter(), { logger: false });
app.useGlobalPipes(new ValidationPipe({ whitelist: true }));
await app.listen(0, '127.0.0.1');
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
process.once('SIGTERM', () => void app.close());
