import { validationFailed } from '../platform/errors/domain-error.js';
import { secondsUntil } from '../platform/validation/moment.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { OrderRequestDto, type OrderAnswerDto } from '../workers/orders/dto/order.dto.js';
import { PAST_MOMENTS, readOrder } from '../workers/orders/read-order.js';
import type { Ordered } from '../workers/orders/store/order.store.js';
import { ORDER_MESSAGES } from '../workers/orders/order-messages.js';
import type { FakeFleet } from './fake-fleet.js';
import { judgeWorker } from './fake-health.js';
import { requireCurrent } from './fake-fence.js';
import { endOrder } from './fake-registration.js';
import type { FakeWorker } from './fake-worker.js';

/** Gives an order of an operator as the service does; one with an end or a deadline is not ended by itself. */
export function giveOrderIn(
  fleet: FakeFleet,
  name: string,
  kind: 'DRAINING' | 'MAINTENANCE',
  body: unknown,
): OrderAnswerDto {
  const { value, warnings } = readOrder(kind, body);
  const { reason = null, until: asked = null, deadline: latest = null, ...stated } = value;
  const [until, deadline] = [endOf(asked, fleet.now), endOf(latest, fleet.now)];
  const worker = fleet.requireWorker(name);
  requireCurrent(worker, stated);
  const past = pastOf(until, deadline, fleet.now);
  if (past !== null) throw validationFailed([PAST_MOMENTS[past]]);
  const { state } = worker;
  const { orderKind: was } = state;
  const since = state.orderKind === kind && state.orderBy === 'operator' ? state.orderSince : fleet.now;
  Object.assign(state, {
    orderKind: kind,
    orderReason: reason,
    orderBy: 'operator',
    orderSince: since,
    orderUntil: until,
    orderDeadline: deadline,
  });
  fleet.tick();
  fleet.noteEvent('order-given', worker, {
    kind,
    reason,
    until,
    ...(deadline !== null && { deadline }),
    ...(was !== null && { was }),
  });
  return withWarnings(answerOf(fleet, worker), warnings);
}

function pastOf(until: string | null, deadline: string | null, now: string): Ordered['past'] {
  if (until !== null && Date.parse(until) <= Date.parse(now)) return 'until';
  if (deadline === null) return null;
  if (Date.parse(deadline) <= Date.parse(now)) return 'deadline';
  return until !== null && Date.parse(deadline) >= Date.parse(until) ? 'order' : null;
}

/** Returns the end of an order in UTC: a duration counts from now. */
function endOf(asked: string | null, now: string): string | null {
  if (asked === null) return null;
  const seconds = secondsUntil(asked);
  const at = Number.isNaN(seconds) ? Date.parse(asked) : Date.parse(now) + seconds * 1000;
  return new Date(at).toISOString();
}

/** Lifts the order of a worker; one that passes all checks is no longer FAILED. */
export function liftOrderIn(fleet: FakeFleet, name: string, body: unknown): OrderAnswerDto {
  const { value, warnings } = requireCommand(OrderRequestDto, body ?? {});
  const { reason = null, until: _, ...stated } = value;
  const worker = fleet.requireWorker(name);
  requireCurrent(worker, stated);
  const { orderKind: kind } = worker.state;
  worker.leaving = false;
  endOrder(worker);
  if (kind !== null) fleet.noteEvent('order-lifted', worker, { kind, reason, now: null });
  if (worker.state.health === 'FAILED') judgeWorker(fleet, worker, false);
  return withWarnings(answerOf(fleet, worker), warnings);
}

function answerOf(fleet: FakeFleet, worker: FakeWorker): OrderAnswerDto {
  const { orderKind } = worker.state;
  const message = orderKind === null ? 'Worker has no order' : ORDER_MESSAGES[orderKind];
  return { success: true, message, worker: fleet.dtoOf(worker) };
}
