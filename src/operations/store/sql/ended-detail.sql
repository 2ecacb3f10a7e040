-- A piece: the detail of an event of an operation (o). {reason}: why it changed.
jsonb_strip_nulls(jsonb_build_object(
  'operation', o.id, 'kind', o.kind, 'state', o.state, 'reason', {reason}, 'workers', o.total, 'done', o.done,
  'skipped', o.skipped, 'failed', o.failed, 'left', o.total - o.done - o.skipped - o.failed
))
