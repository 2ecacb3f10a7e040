-- Fences of assignments: numbers that only grow per job id, also after the job has ended, for whatever the job writes to.
--
-- One sequence serves all jobs, so that no ended job has to be remembered. It follows the clock in microseconds: a database
-- that was restored from a backup, or a standby that lacks the last commits, continues above every fence given before.

CREATE SEQUENCE worker_registration.fence AS bigint;

-- Moves the sequence up to the clock, never down. Callers take turns until they commit. Runs as the owner: roles that use a
-- sequence need no right to set it.
CREATE FUNCTION worker_registration.raise_fences() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  clock bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('worker_registration.fence', 1));
  clock := extract(epoch FROM clock_timestamp()) * 1000000;
  IF (SELECT last_value FROM worker_registration.fence) < clock - 1000000 THEN
    PERFORM setval('worker_registration.fence', clock);
  END IF;
END $$;

-- Raises the sequence if it is more than a second behind the clock: at most once a second. A statement calls it once, before
-- next_fence(): a transaction that holds the lock of a job must not wait for its turn.
CREATE FUNCTION worker_registration.ready_fences() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF nextval('worker_registration.fence') < extract(epoch FROM clock_timestamp()) * 1000000 - 1000000 THEN
    PERFORM worker_registration.raise_fences();
  END IF;
  RETURN true;
END $$;

-- Returns the fence of a job's next assignment. The lock keeps the order: without it a statement could take its number, wait
-- for the row of a job that was assigned under a later number and has ended since, and then insert the earlier one.
CREATE FUNCTION worker_registration.next_fence(job text, ready boolean) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(job, 0));
  RETURN nextval('worker_registration.fence');
END $$;

SELECT worker_registration.raise_fences();

-- The default serves instances of earlier versions while they are being replaced.
ALTER TABLE worker_registration.job
  ADD COLUMN fence bigint NOT NULL DEFAULT nextval('worker_registration.fence');
