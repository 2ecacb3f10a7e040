SELECT NOT pg_is_in_recovery()
     OR coalesce(pg_last_xact_replay_timestamp() > now() - make_interval(secs => $1::double precision), false) AS fresh
