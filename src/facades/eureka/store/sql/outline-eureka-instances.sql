-- Lists the workers that clients of Eureka see, with a mark that changes when what they see may have changed: `id mark,id mark`, in a few
-- hundred rows, as thousands cost their reader more.
--
-- $1  double precision  length of a lease in seconds where a worker has none of its own
SELECT string_agg(concat(w.id, ' ', {mark}), ',') AS outline
FROM worker_registration.worker AS w
JOIN worker_registration.worker_state AS s USING (id)
WHERE w.terms @> ARRAY['c:eureka'] AND {shown}
GROUP BY get_byte(uuid_send(w.id), 15)
