-- A piece: the list of heartbeats of a statement, one row each.
--
-- $1  uuid[]     ids, without duplicates          $8   real[]     CPU usage
-- $2  text[]     boot id: the fence              $9   real[]     memory usage
-- $3  integer[]  incarnation: a fence as well    $10  integer[]  error count
-- $4  text[]     reported status                 $11  integer[]  event loop lag in ms
-- $5  text[]     message                         $12  integer[]  heartbeats that it stands for, itself included
-- $6  integer[]  current job count               $13  boolean[]  whether its answer shows the worker; NULL: in a batch
-- $7  integer[]  available capacity              $14  jsonb[]    scope of the caller: a fence, too
--                                                $15  integer    the instance that accepts them
-- $16 to $19  double precision  longest interval, lag of this instance, retry time and lease, in seconds: suspicion.ts
-- $20  boolean             whether this instance answers heartbeats that change nothing without a write: unwritten-beats.ts
-- $21  double precision[]  how late each is, in seconds; NULL: as late as the row says
-- NULL keeps the last reported value; NULL in place of a list stands for a list of NULLs.
unnest(
  $1::uuid[], $2::text[], $3::integer[], $4::text[]::worker_registration.worker_status[], $5::text[], $6::integer[],
  $7::integer[], $8::real[], $9::real[], $10::integer[], $11::integer[], $12::integer[], $13::boolean[],
  $14::jsonb[], $21::float8[]
) WITH ORDINALITY AS b (
  id, boot_id, incarnation, status, message, jobs, capacity, cpu, memory, errors, lag, count, shown, scope, late, ord
)
