// A competent plain service: Fastify and one prepared UPDATE that takes a slot of the most lightly loaded worker.
//
//   DATABASE_URL=… WORKERS=… SLOTS=… node bench/support/plain-claim.mjs        POST /plain
import Fastify from 'fastify';
import { Pool } from 'pg';

const UPDATE = `UPDATE plain_taker SET jobs = jobs + 1, last_job = $1
  WHERE worker_id = (
    SELECT worker_id FROM plain_taker WHERE jobs < slots ORDER BY jobs, worker_id LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  RETURNING worker_id, jobs`;

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query(`CREATE TABLE plain_taker (
  worker_id text PRIMARY KEY, slots integer NOT NULL, jobs integer NOT NULL DEFAULT 0, last_job text) WITH (fillfactor = 50)`);
await pool.query('CREATE INDEX ON plain_taker (jobs, worker_id) WHERE jobs < slots');
await pool.query(
  `INSERT INTO plain_taker (worker_id, slots) SELECT 'worker-' || n, $2::integer FROM generate_series(1, $1::integer) AS n`,
  [process.env.WORKERS, process.env.SLOTS ?? 4],
);
await pool.query('VACUUM ANALYZE plain_taker');

const app = Fastify();
app.post('/plain', async ({ body: { jobId } }, reply) => {
  const { rows } = await pool.query({ name: 'claim', text: UPDATE, values: [jobId] });
  if (rows.length === 0) return reply.status(409).send({ success: false });
  reply.status(201);
  return { success: true, jobId, worker: rows[0] };
});
process.stdout.write(`Listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.once('SIGTERM', () => process.exit(0));
