import { requireCommand, type Noted } from '../../platform/validation/require-body.js';
import { DrainRequestDto, OrderRequestDto } from './dto/order.dto.js';
import type { Order, Ordered } from './store/order.store.js';

/** What is wrong with the moments of an order. */
export const PAST_MOMENTS: Readonly<
  Record<NonNullable<Ordered['past']>, { readonly field: string; readonly message: string }>
> = {
  until: { field: 'until', message: 'Until must be in the future' },
  deadline: { field: 'deadline', message: 'Deadline must be in the future' },
  order: { field: 'deadline', message: 'Deadline must be before until: the order ends then' },
};

/** @throws DomainError `validation_failed` */
export const readOrder = (kind: Order['kind'], body: unknown): Noted<DrainRequestDto> =>
  requireCommand(kind === 'DRAINING' ? DrainRequestDto : OrderRequestDto, body ?? {});
