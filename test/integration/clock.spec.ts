import { FleetWatch, SWEEPS_BY_HAND } from '../support/health.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { registration } from '../factories/registration.factory.js';
import { until } from '../support/waiting.js';

/** Columns that are set back to now: otherwise something would wait for times of the earlier clock. */
const SETTLED = [
  'alert.ended_at',
  'alert.firing_since',
  'alert.pending_since',
  'alert_delivery.claimed_until',
  'alert_delivery.next_at',
  'alert_delivery.not_before',
  'alert_rule.evaluated_at',
  'alert_rule.last_sent_at',
  'duty.claimed_at',
  'gap.gap_from',
  'gap.gap_until',
  'guard.episode_since',
  'guard.released_through',
  'guard.since',
  'instance.gap_until',
  'instance.seen_at',
  'loss_acknowledgement.lost_at',
  'observation.at',
  'probe.claimed_until',
  'probe.next_at',
  'signing_key.created_at',
  'sweep.finished_at',
  'sweep.started_at',
  'worker_gap.gap_from',
  'worker_gap.gap_until',
  'worker_state.health_since',
  'worker_state.lease_renewed_at',
  'worker_state.presence_since',
];

/** Columns that may be in the future, or that nothing waits for. */
const LEFT: Readonly<Record<string, string>> = {
  'alert_delivery.created_at': 'kept for some days afterwards',
  'alert_delivery.finished_at': 'shown',
  'alert_rule.muted_until': 'given by an operator',
  'alert_webhook.last_attempt_at': 'shown',
  'alert_webhook.last_delivered_at': 'shown',
  'alert_webhook.last_error_at': 'shown',
  'api_key.created_at': 'shown',
  'api_key.expires_at': 'given by an operator',
  'capacity_step.at': 'history; steps in the future are not read',
  'event_cursor.held_until': 'claim-cursor.sql ignores what is later than a claim can be',
  'guard.hold_until': 'given by an operator',
  'heartbeat_fault.dropped_at': 'shown',
  'heartbeat_fault.refused_at': 'shown',
  'instance.started_at': 'shown',
  'job.assigned_at': 'shown',
  'join_token.created_at': 'shown',
  'join_token.expires_at': 'given by an operator',
  'journal.at': 'history; counts of events in a window exclude those in the future',
  'loss_acknowledgement.acknowledged_at': 'shown',
  'migration.applied_at': 'shown',
  'operation.created_at': 'operations that began meanwhile wait longer for replacements by that time',
  'operation.deadline': 'given by an operator',
  'operation.order_until': 'given by an operator',
  'operation.state_since': 'kept longer by that time',
  'operation_worker.order_since': 'only compared with worker_state.order_since',
  'revoked_job.revoked_at': 'shown',
  'session.created_at': 'shown',
  'session.expires_at': 'a session that began meanwhile ends later by that time',
  'session.last_used_at': 'the idle time of a session that was used meanwhile begins later by that time',
  'statistics.taken_at': 'read-statistics.sql treats figures of the future as invalid',
  'statistics.valid_until': 'read-statistics.sql treats figures of the future as invalid',
  'warning.began_at': 'shown',
  'warning.ended_at': 'shown',
  'warning.expected_at': 'shown',
  'warning.judged_by': 'judged later by that time',
  'warning.outcome_at': 'shown',
  'warning.seen_at': 'ends later by that time',
  'worker_state.accused_until': 'is_accused ignores what is later than reports can be',
  'worker_state.contested_until': 'end-contests.sql ends what is later than the window',
  'worker_state.due_at': 'the next heartbeat replaces it; the lease is judged without it',
  'worker_state.flapping_until': 'shown',
  'worker_state.idle_changed_at': 'idle for 0 minutes until that time, so taken away later than others',
  'worker_state.last_error_at': 'shown',
  'worker_state.last_heartbeat': 'shown; judge-workers.sql sets it back',
  'worker_state.last_registered_at': 'shown',
  'worker_state.message_at': 'shown',
  'worker_state.order_since': 'shown',
  'worker_state.order_until': 'given by an operator',
  'worker_state.order_deadline': 'given by an operator',
  'worker_state.registered_at': 'shown',
  'worker_state.session_lost_at': 'has_lost_session ignores what is in the future',
  'worker_trend.at': 'figures after it begin a new history',
  'worker_revocation.revoked_at': 'kept longer by that time',
};

describe('When the clock of PostgreSQL was ahead for a while and is right again', () => {
  let server: TestServer;
  let watch: FleetWatch;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { ...SWEEPS_BY_HAND, 'jobscheduler.worker.guard-enabled': false },
    });
    watch = new FleetWatch(server);
  });
  afterAll(() => server.close());

  /** Every time in these rows was written an hour ahead; then the instance notices. */
  const clockWasAhead = async (rows: readonly string[]) => {
    for (const row of rows) await server.database.query(row);
    await server.database.query(
      `UPDATE worker_registration.instance SET seen_at = seen_at + interval '1 hour' WHERE heir IS NULL`,
    );
    await until(async () => {
      const ahead = await server.database.query(
        `SELECT FROM worker_registration.instance WHERE seen_at > now() + interval '2 seconds'`,
      );
      return ahead.length === 0;
    });
  };
  const count = async (of: string) =>
    (
      await server.database.query<{ count: number }>(
        `SELECT count(*)::integer AS count FROM worker_registration.${of}`,
      )
    )[0]!.count;

  it('every column with a time is set back, or listed as not needing it', async () => {
    const columns = await server.database.query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema = 'worker_registration' AND data_type LIKE 'timestamp%' ORDER BY 1`,
    );
    expect(columns.map(({ name }) => name)).toEqual([...SETTLED, ...Object.keys(LEFT)].sort());
  });

  it.each([
    [
      'a message to a webhook',
      `INSERT INTO worker_registration.alert_delivery (id, webhook, rule, type, body, next_at, claimed_until, not_before)
       VALUES ('m', 'hook', 'rule', 'alert.firing', '{}', now() + interval '1 hour', now() + interval '1 hour', now() + interval '1 hour')`,
      `alert_delivery WHERE next_at <= now() AND claimed_until <= now() AND not_before <= now()`,
    ],
    [
      'a probe',
      `INSERT INTO worker_registration.probe (id, revision, next_at, claimed_until)
       SELECT id, revision, now() + interval '1 hour', now() + interval '1 hour' FROM worker_registration.worker WHERE worker_id = 'ahead'`,
      `probe WHERE next_at <= now() + interval '31 seconds' AND claimed_until <= now()`,
    ],
    [
      'an alert, its reminder and its rule',
      `WITH rule AS (
         INSERT INTO worker_registration.alert_rule (name, kind, severity, evaluated_at, last_sent_at)
         VALUES ('r', 'worker-failed', 'warning', now() + interval '1 hour', now() + interval '1 hour')
       )
       INSERT INTO worker_registration.alert (rule, key, pending_since, firing_since, ended_at, told, detail)
       VALUES ('r', 'k', now() + interval '1 hour', now() + interval '1 hour', now() + interval '1 hour', true, '{}')`,
      `alert JOIN worker_registration.alert_rule ON name = rule
       WHERE pending_since <= now() AND firing_since <= now() AND ended_at <= now() AND evaluated_at <= now() AND last_sent_at <= now()`,
    ],
    [
      'a guard',
      `INSERT INTO worker_registration.guard VALUES ('zone', 'z', 'HOLDING', now() + interval '1 hour', now() + interval '1 hour', 9, 10)`,
      `guard WHERE since <= now() AND episode_since <= now()`,
    ],
    [
      'the rotation of signing keys',
      `INSERT INTO worker_registration.signing_key (kid, generation, secret, sealed, created_at)
       VALUES ('ahead', 1000, '', false, now() + interval '1 hour')`,
      `signing_key WHERE kid = 'ahead' AND created_at <= now()`,
    ],
    [
      'a report of a scheduler',
      `INSERT INTO worker_registration.observation (worker, reporter, job_id, reporter_name, kind, at)
       SELECT id, 'r', '', 'r', 'refused', now() + interval '1 hour' FROM worker_registration.worker WHERE worker_id = 'ahead'`,
      `worker WHERE worker_id = 'ahead' AND NOT EXISTS (SELECT FROM worker_registration.observation)`,
    ],
    [
      'the purge of a worker that left',
      `UPDATE worker_registration.worker_state SET presence = 'LEFT', presence_since = now() + interval '1 hour'
       WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = 'left')`,
      `worker_state WHERE presence = 'LEFT' AND presence_since <= now()`,
    ],
    [
      'the acknowledgement of a loss',
      `WITH lost AS (
         UPDATE worker_registration.worker_state SET presence = 'LOST', presence_since = now() + interval '1 hour'
         WHERE id = (SELECT id FROM worker_registration.worker WHERE worker_id = 'left') RETURNING id, presence_since
       )
       INSERT INTO worker_registration.loss_acknowledgement (worker, lost_at, acknowledged_by, reason)
       SELECT id, presence_since, 'operator', 'Known' FROM lost`,
      `loss_acknowledgement JOIN worker_registration.worker_state ON id = worker
       WHERE lost_at = presence_since AND lost_at <= now()`,
    ],
    [
      'the cleanup of a worker that failed',
      `UPDATE worker_registration.worker_state SET health = 'FAILED' WHERE id = (
         SELECT id FROM worker_registration.worker WHERE worker_id = 'failed'
       ); UPDATE worker_registration.worker_state SET health_since = now() + interval '1 hour', presence_since = now() + interval '1 hour' WHERE health = 'FAILED'`,
      `worker_state WHERE health = 'FAILED' AND health_since <= now() AND presence_since <= now()`,
    ],
  ])('%s does not wait for that hour', async (_what, row, settled) => {
    for (const workerId of ['ahead', 'left', 'failed'])
      await server.api.post('/register', registration({ workerId }));
    await clockWasAhead(row.split(';'));
    await until(async () => (await count(settled)) > 0);
    expect(await count(settled)).toBe(1);
  });

  it('a gap that ends in the future ends now: a worker that dies later is detected', async () => {
    await server.api.post('/register', registration({ workerId: 'dies' }));
    await clockWasAhead([
      `INSERT INTO worker_registration.gap SELECT number, now(), now() + interval '1 hour' FROM worker_registration.instance`,
    ]);
    await until(async () => (await count('gap WHERE gap_until > now()')) === 0);
    await server.database.query(
      `UPDATE worker_registration.gap SET gap_from = gap_from - interval '2 minutes', gap_until = gap_until - interval '2 minutes'`,
    );
    await watch.silence(600, 'dies');
    await watch.sweep();
    expect(await watch.worker('dies')).toMatchObject({ health: 'UNHEALTHY' });
  });

  it('the last sweep is that of the last round', async () => {
    const { round } = await watch.sweep();
    await server.database.query(
      `UPDATE worker_registration.sweep SET finished_at = finished_at + interval '1 hour' WHERE round = $1`,
      [round],
    );
    const next = await watch.sweep();
    const { body } = await server.api.get<{ lastSweep: { round: number } }>('/health/summary');
    await until(async () => {
      const summary = await server.api.get<{ lastSweep: { round: number } }>('/health/summary');
      return summary.body.lastSweep.round === next.round;
    });
    expect(body.lastSweep).toBeDefined();
  });
});
