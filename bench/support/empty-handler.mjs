// The cost of the framework alone: a Nest handler on Fastify without pipes, which echoes its input.
//
//   node bench/support/empty-handler.mjs        GET and POST /empty/:id
import 'reflect-metadata';
import { Body, Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const ANSWER = {
  id: '01a201e9-c010-74cc-83aa-59c6f9d7f060',
  workerId: 'worker-1',
  name: 'Worker',
  status: 'ACTIVE',
  maxConcurrentJobs: 10,
  tags: [],
  capabilities: {},
};

class EmptyController {
  read(_id) {
    return ANSWER;
  }

  take(_id, _body) {
    return ANSWER;
  }
}
const decorate = (method, ...decorators) => {
  const descriptor = Object.getOwnPropertyDescriptor(EmptyController.prototype, method);
  for (const each of decorators) each(EmptyController.prototype, method, descriptor);
};
Param('id')(EmptyController.prototype, 'read', 0);
Param('id')(EmptyController.prototype, 'take', 0);
Body()(EmptyController.prototype, 'take', 1);
decorate('read', Get(':id'));
decorate('take', Post(':id'), HttpCode(200));
Controller('empty')(EmptyController);

const EmptyModule = { module: EmptyController, controllers: [EmptyController] };
Module({})(EmptyController);

const app = await NestFactory.create(EmptyModule, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
process.once('SIGTERM', () => void app.close());
