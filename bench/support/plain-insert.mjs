// A competent plain service: Fastify and one prepared INSERT … ON CONFLICT.
//
//   DATABASE_URL=… node bench/support/plain-insert.mjs        POST /plain
import Fastify from 'fastify';
import { Pool } from 'pg';

const INSERT = `INSERT INTO plain_registration (worker_id, name, host_name, host_address, port, slots, capabilities, tags,
    version, zone)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT (worker_id) DO UPDATE SET name = excluded.name, host_name = excluded.host_name,
    host_address = excluded.host_address, port = excluded.port, slots = excluded.slots,
    capabilities = excluded.capabilities, tags = excluded.tags, version = excluded.version, zone = excluded.zone,
    registered_at = now()
  RETURNING worker_id, registered_at`;

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query(`CREATE TABLE plain_registration (
  worker_id text PRIMARY KEY, name text, host_name text, host_address text, port integer, slots integer, capabilities jsonb,
  tags text[], version text, zone text, registered_at timestamptz NOT NULL DEFAULT now())`);

const app = Fastify();
app.post('/plain', async ({ body }, reply) => {
  const {
    workerId,
    name,
    hostName,
    hostAddress,
    port,
    maxConcurrentJobs,
    capabilities,
    tags,
    version,
    zone,
  } = body;
  const values = [
    workerId,
    name,
    hostName,
    hostAddress,
    port,
    maxConcurrentJobs,
    capabilities,
    tags,
    version,
    zone,
  ];
  const { rows } = await pool.query({ name: 'insert', text: INSERT, values });
  reply.status(201);
  return { success: true, worker: rows[0] };
});
process.stdout.write(`Listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.once('SIGTERM', () => process.exit(0));
