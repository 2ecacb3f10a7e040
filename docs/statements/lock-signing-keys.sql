SELECT pg_advisory_xact_lock(hashtext('worker_registration.signing_key'))
