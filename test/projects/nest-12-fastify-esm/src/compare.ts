import 'reflect-metadata';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { compare } from './host.js';

await compare(() => new FastifyAdapter());
