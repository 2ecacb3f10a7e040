-- A piece: the registrations of the parameter $1.
SELECT *
FROM jsonb_to_recordset($1::jsonb) AS i (
  ord integer, id uuid, {record}, usable_slots integer,
  terms text[], search_text text, boot_id text, active_job_count integer, expect_online boolean, replaced uuid,
  replaced_incarnation integer,
  token_id uuid, token_incarnation integer, -- worker and incarnation of the token
  actor text, detail jsonb                  -- for the journal
)
