// A plain service: Fastify and one SELECT of all workers.
//
//   DATABASE_URL=… node bench/support/plain-select.mjs        GET /workers
import Fastify from 'fastify';
import { Pool } from 'pg';

const SELECT = `SELECT w.worker_id, w.host_address, w.port, w.tags, w.version, w.zone, s.status, s.health
  FROM worker_registration.worker AS w JOIN worker_registration.worker_state AS s USING (id)`;

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = Fastify();
app.get('/workers', async () => (await pool.query({ name: 'select', text: SELECT })).rows);
process.stdout.write(`Listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.once('SIGTERM', () => process.exit(0));
