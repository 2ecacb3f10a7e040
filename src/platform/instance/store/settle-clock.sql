-- After the clock was set back: sets times in the future that were computed by the earlier clock to now. Times that
-- people gave (the end of an order, of a mute, of a key) stay. Each table has few rows with times in the future.
--
-- Rows of live instances are not touched: only a time in the future shows them that the clock was set back again. Those that
-- have died meanwhile are declared gone.
WITH seen AS (
  SELECT number FROM worker_registration.instance
  WHERE heir IS NOT NULL AND (seen_at > now() OR gap_until > now())
  FOR NO KEY UPDATE SKIP LOCKED
),
instances AS (
  UPDATE worker_registration.instance AS i SET
    seen_at = least(i.seen_at, now()),
    gap_until = CASE WHEN i.gap_until > now() THEN now() ELSE i.gap_until END
  FROM seen WHERE i.number = seen.number
),
gaps AS (
  DELETE FROM worker_registration.gap WHERE gap_until > now() RETURNING instance, gap_from
),
shorter_gaps AS (
  INSERT INTO worker_registration.gap (instance, gap_from, gap_until)
  SELECT instance, least(min(gap_from), now()), now() FROM gaps GROUP BY instance
  ON CONFLICT (instance, gap_until) DO NOTHING
),
worker_gaps AS (
  DELETE FROM worker_registration.worker_gap WHERE gap_until > now() RETURNING worker, gap_from
),
shorter_worker_gaps AS (
  INSERT INTO worker_registration.worker_gap (worker, gap_from, gap_until)
  SELECT worker, least(min(gap_from), now()), now() FROM worker_gaps GROUP BY worker
  ON CONFLICT (worker, gap_until) DO NOTHING
),
duties AS (
  UPDATE worker_registration.duty SET claimed_at = now() WHERE claimed_at > now()
),
guards AS (
  UPDATE worker_registration.guard SET
    since = least(since, now()),
    episode_since = least(episode_since, now()),
    released_through = CASE WHEN since > now() THEN least(released_through, now()) ELSE released_through END
  WHERE since > now() OR episode_since > now()
),
sweeps AS (
  UPDATE worker_registration.sweep SET
    started_at = least(started_at, now()),
    finished_at = CASE WHEN finished_at > now() THEN now() ELSE finished_at END
  WHERE finished_at > now() OR started_at > now()
),
alerts AS (
  UPDATE worker_registration.alert SET
    pending_since = CASE WHEN pending_since > now() THEN now() ELSE pending_since END,
    firing_since = CASE WHEN firing_since > now() THEN now() ELSE firing_since END,
    ended_at = CASE WHEN ended_at > now() THEN now() ELSE ended_at END
  WHERE pending_since > now() OR firing_since > now() OR ended_at > now()
),
rules AS (
  UPDATE worker_registration.alert_rule SET
    evaluated_at = CASE WHEN evaluated_at > now() THEN now() ELSE evaluated_at END,
    last_sent_at = CASE WHEN last_sent_at > now() THEN now() ELSE last_sent_at END
  WHERE evaluated_at > now() OR last_sent_at > now()
),
deliveries AS (
  UPDATE worker_registration.alert_delivery SET
    next_at = least(next_at, now()),
    not_before = CASE WHEN not_before > now() THEN now() ELSE not_before END,
    claimed_until = CASE WHEN claimed_until > now() THEN now() ELSE claimed_until END
  WHERE finished_at IS NULL AND (next_at > now() OR not_before > now() OR claimed_until > now())
),
-- What they made of workers ends by itself: is_accused.
observations AS (
  DELETE FROM worker_registration.observation WHERE at > now()
),
signing_keys AS (
  UPDATE worker_registration.signing_key SET created_at = now() WHERE created_at > now()
),
left_ones AS (
  SELECT id FROM worker_registration.worker_state
  WHERE presence IN ('LEFT', 'LOST') AND presence_since > now()
  ORDER BY id
  LIMIT 10000
  FOR NO KEY UPDATE SKIP LOCKED
),
acknowledgements AS (
  UPDATE worker_registration.loss_acknowledgement AS a SET lost_at = now() FROM left_ones AS l WHERE a.worker = l.id
)
UPDATE worker_registration.worker_state AS s SET presence_since = now() FROM left_ones AS l WHERE s.id = l.id
