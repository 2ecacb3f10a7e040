import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { ALERTS_AT_ONCE } from '../support/alerts.js';
import type { TestDatabase } from '../support/database.js';
import { memoryFolder } from '../support/memory-folder.js';
import { startTestServer } from '../support/test-server.js';
import { until } from '../support/waiting.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

describe('Alerts without PostgreSQL', () => {
  it('report the outage, and continue when the database is back', async () => {
    const folder = await mkdtemp(join(memoryFolder(), 'alerts-lost-database-'));
    const postgres = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
    const receiver = await WebhookReceiver.start();
    const settings = {
      ...ALERTS_AT_ONCE,
      'alerts.rules': [
        { name: 'zones', kind: 'guard' },
        { name: 'empty', kind: 'free-capacity', below: 1 },
      ],
      'alerts.webhooks': [receiver.webhook()],
    };
    const server = await startTestServer({ settings, database: { url: postgres.url } as TestDatabase });
    await receiver.message('empty', 'alert.firing');
    process.kill(postgres.pid, 'SIGKILL');
    await until(async () => (await server.api.get('/alerts')).status === 503);
    await until(async () => (await server.api.get('/alerts')).status === 200);

    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(
      `INSERT INTO worker_registration.guard (scope, zone, state, since, episode_since, silent, total)
       VALUES ('fleet', '', 'HOLDING', now(), now(), 8, 10)`,
    );
    await client.end();
    const { payload } = await receiver.message('zones', 'alert.firing');
    expect(payload.data.summary).toBe('The guard holds the fleet');
    expect(receiver.typesOf('empty')).toEqual(['alert.firing']);
    await server.close();
    await postgres.stop();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });
});
