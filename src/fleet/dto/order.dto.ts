import { NULLABLE_MOMENT } from '../../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import type { LiveState } from '../worker.js';

/** An order of an operator, or a drain that the worker itself requested. */
export class OrderDto {
  @ApiProperty({
    enum: ['DRAINING', 'MAINTENANCE'],
    description:
      'Kind of the order: DRAINING finishes its jobs and gets no new ones, MAINTENANCE is out of service.',
  })
  kind: 'DRAINING' | 'MAINTENANCE';

  @ApiProperty({ type: String, nullable: true, description: 'Why.' })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Name of the account that gave the order.' })
  by: string | null;

  @ApiProperty({ ...NULLABLE_MOMENT, description: 'When the order was given.' })
  since: string | null;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'When the order ends by itself; null if it must be lifted.',
  })
  until: string | null;

  @ApiProperty({
    ...NULLABLE_MOMENT,
    description: 'Of a drain: when jobs that still run are released; null if it waits for them.',
  })
  deadline: string | null;

  @ApiProperty({
    description:
      'Whether the worker has no jobs, as of a heartbeat since the order: it can be stopped without a loss.',
  })
  drained: boolean;
}

/** A drain that the worker itself requested ended; the order of an operator stays. */
export function orderDto({
  orderKind,
  orderReason,
  orderBy,
  orderSince,
  orderUntil,
  orderDeadline,
  presence,
  ...state
}: LiveState): OrderDto | null {
  if (orderKind === null || (presence === 'LEFT' && orderBy === 'worker')) return null;
  return {
    kind: orderKind,
    reason: orderReason,
    by: orderBy,
    since: orderSince,
    until: orderUntil,
    deadline: orderDeadline,
    drained: presence === 'PRESENT' && isDrained(orderSince, state),
  };
}

/** `operations/store/sql/is-drained.sql` is the same in SQL. */
const isDrained = (
  orderSince: string | null,
  {
    currentJobCount,
    assignedJobCount,
    lastHeartbeat,
  }: Pick<LiveState, 'currentJobCount' | 'assignedJobCount' | 'lastHeartbeat'>,
): boolean =>
  Math.max(currentJobCount, assignedJobCount) === 0 &&
  lastHeartbeat !== null &&
  lastHeartbeat > (orderSince ?? '');
