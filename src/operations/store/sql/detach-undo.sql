-- Makes room for another undo of an operation. The selection of the earlier one still names what it undid.
--
-- $1  uuid  the earlier undo, which has ended
UPDATE worker_registration.operation SET undoes = NULL WHERE id = $1
