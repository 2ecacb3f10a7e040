-- What the checks in TypeScript of an application found in the last sweep that asked them: a row for each check that a worker
-- fails. Statements that judge workers read it as they read any other fact.
CREATE TABLE worker_registration.check_finding (
  worker      uuid NOT NULL REFERENCES worker_registration.worker (id) ON DELETE CASCADE,
  name        text COLLATE "C" NOT NULL, -- of the check
  incarnation integer NOT NULL, -- of the process that was checked; a later one is not blamed
  sentence    text NOT NULL, -- what is wrong
  PRIMARY KEY (worker, name)
);
