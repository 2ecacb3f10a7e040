-- A refused connection proves the death of a process only where the process was seen to listen. The revision changes with
-- each registration, so that another process, or another address, has to be seen again. Written once per registration.
ALTER TABLE worker_registration.worker_state
  ADD COLUMN seen_open_revision integer; -- of the description whose address and port were open; NULL: none
