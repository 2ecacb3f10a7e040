// A competent plain service: Fastify, a pool of ten connections, and one prepared UPDATE a heartbeat.
//
//   DATABASE_URL=… WORKERS=… node bench/support/plain-update.mjs        POST /plain/:workerId
import Fastify from 'fastify';
import { Pool } from 'pg';

const UPDATE = `UPDATE plain_worker SET last_heartbeat = now(), beats = beats + 1, status = coalesce($2, status),
    jobs = coalesce($3, jobs), capacity = coalesce($4, capacity), cpu = coalesce($5, cpu), memory = coalesce($6, memory),
    errors = coalesce($7, errors), message = coalesce($8, message)
  WHERE worker_id = $1
  RETURNING worker_id, last_heartbeat, status, jobs`;

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query(`CREATE TABLE plain_worker (
  worker_id text PRIMARY KEY, last_heartbeat timestamptz NOT NULL DEFAULT now(), beats bigint NOT NULL DEFAULT 0, status text,
  jobs integer, capacity integer, cpu real, memory real, errors integer, message text) WITH (fillfactor = 50)`);
await pool.query(
  `INSERT INTO plain_worker (worker_id) SELECT 'worker-' || n FROM generate_series(1, $1::integer) AS n`,
  [process.env.WORKERS],
);

const app = Fastify();
app.post('/plain/:workerId', async ({ params, body }, reply) => {
  const { status, currentJobCount, availableCapacity, cpuUsage, memoryUsage, errorCount, message } = body;
  const report = [status, currentJobCount, availableCapacity, cpuUsage, memoryUsage, errorCount, message];
  const { rows } = await pool.query({ name: 'beat', text: UPDATE, values: [params.workerId, ...report] });
  if (rows.length === 0) return reply.status(404).send({ success: false });
  return { success: true, worker: rows[0] };
});
process.stdout.write(`Listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.once('SIGTERM', () => process.exit(0));
