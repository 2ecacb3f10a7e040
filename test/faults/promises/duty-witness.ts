import type { World } from '../parts/world.js';

/**
 * A living instance was seen or has claimed its round within ten seconds; the clocks of two statements may
 * differ a little.
 */
const LIVES = `interval '9 seconds'`;

/**
 * Duties other than sweeps do not record when they ran: the database records each claim that should not have
 * happened.
 */
const TRAP = `
  CREATE SCHEMA witness;
  CREATE TABLE witness.wrong_claim (
    duty text NOT NULL, round bigint NOT NULL, was integer NOT NULL, claimed_by integer NOT NULL, what text NOT NULL
  );
  CREATE FUNCTION witness.note() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.round <> OLD.round THEN
      INSERT INTO witness.wrong_claim VALUES (OLD.name, OLD.round, OLD.claimed_by, NEW.claimed_by, 'was left out');
    ELSIF OLD.claimed_at > now() - ${LIVES} OR EXISTS (
      SELECT FROM worker_registration.instance AS i
      WHERE i.number = OLD.claimed_by AND i.heir IS NULL AND i.seen_at > now() - ${LIVES}
    ) THEN
      INSERT INTO witness.wrong_claim VALUES (OLD.name, OLD.round, OLD.claimed_by, NEW.claimed_by, 'was taken');
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER noted AFTER UPDATE ON worker_registration.duty FOR EACH ROW
  WHEN (OLD.finished_round < OLD.round AND NEW.claimed_by <> OLD.claimed_by)
  EXECUTE FUNCTION witness.note()`;

export const WRONG_CLAIMS = 'SELECT duty, round::integer, was, claimed_by, what FROM witness.wrong_claim';

/** A round that was taken over from a live instance, or skipped. */
export interface WrongClaim {
  readonly duty: string;
  readonly round: number;
  /** Numbers of instances. */
  readonly was: number;
  readonly claimed_by: number;
  readonly what: string;
}

/** Starts recording wrong claims. The tables of the service must exist. */
export async function watchDuties({ postgres }: World): Promise<void> {
  await postgres.query(TRAP);
}
