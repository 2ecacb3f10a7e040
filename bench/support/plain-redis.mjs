// A plain service: Fastify, and one SET with an expiry for a heartbeat or a registration.
//
//   REDIS_URL=… node bench/support/plain-redis.mjs        POST /plain, POST /plain/:workerId
import Fastify from 'fastify';
import { Redis } from 'ioredis';

const SECONDS = 300;
const redis = new Redis(process.env.REDIS_URL, { enableAutoPipelining: true });
const app = Fastify();
app.post('/plain/:workerId', async ({ params, body }) => {
  await redis.set(`worker:${params.workerId}`, JSON.stringify({ ...body, at: Date.now() }), 'EX', SECONDS);
  return { success: true };
});
app.post('/plain', async ({ body }, reply) => {
  await redis.set(`worker:${body.workerId}`, JSON.stringify({ ...body, at: Date.now() }), 'EX', SECONDS);
  reply.status(201);
  return { success: true, workerId: body.workerId };
});
process.stdout.write(`Listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.once('SIGTERM', () => process.exit(0));
