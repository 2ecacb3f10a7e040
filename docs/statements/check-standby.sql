SELECT max(seen_at) > now() - make_interval(secs => $2::double precision) AS fresh
   FROM worker_registration.instance
   WHERE name = $1
