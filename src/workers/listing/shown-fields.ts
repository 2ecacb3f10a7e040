import { workerStateDto, type WorkerDto, type WorkerStateDto } from '../../fleet/dto/worker.dto.js';
import type { ViewRules } from '../../fleet/view-rules.js';
import { WORKER_FIELDS } from '../../fleet/worker-fields.js';
import type { LiveState, WorkerDescription } from '../../fleet/worker.js';
import { SHOWN_FIELDS } from './store/shown-columns.js';

/** The fields that answers compute from the state; all others are shown as they are stored. */
const COMPUTED: ReadonlySet<string> = new Set<keyof WorkerStateDto>([
  'lateSeconds',
  'usuallyWithinSeconds',
  'stuck',
  'order',
  'availableCapacity',
  'leaseExpiresAt',
]);

/** Returns the fields of some names, in the order of answers. */
export function fieldsOf(names: readonly string[]): readonly string[] {
  const asked = new Set(names);
  return SHOWN_FIELDS.filter((name) => asked.has(name));
}

/** Returns a worker with some fields only, of which the rest of its description and state is not known. */
export function shownFields(
  fields: readonly string[],
  description: WorkerDescription,
  state: LiveState,
  rules: ViewRules,
): WorkerDto {
  const stored = state as unknown as Readonly<Record<string, unknown>>;
  const described: Readonly<Record<string, unknown>> = description;
  let computed: Readonly<Record<string, unknown>> | undefined;
  const shown: Record<string, unknown> = {};
  for (const name of fields) {
    if (name in WORKER_FIELDS) shown[name] = described[name];
    else if (!COMPUTED.has(name)) shown[name] = stored[name];
    else shown[name] = (computed ??= { ...workerStateDto(description.workerId, state, rules) })[name];
  }
  return shown as unknown as WorkerDto;
}
