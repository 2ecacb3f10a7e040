import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { actorOf } from '../identity/access/actor.js';
import { ANYONE, type Caller } from '../identity/access/caller.js';
import { DomainError, validationFailed } from '../platform/errors/domain-error.js';
import { Duties } from '../platform/scheduling/duties.js';
import { inBatches } from '../platform/scheduling/in-batches.js';
import { counted } from '../platform/text/counted.js';
import { requireBody } from '../platform/validation/read-body.js';
import { DescriptionCache } from './description.cache.js';
import { OrderRequestDto, type OrderAnswerDto } from './dto/order.dto.js';
import { workerDto } from './dto/worker.dto.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { HeartbeatAdvice } from './heartbeats/heartbeat-advice.js';
import { NamesCache } from './names.cache.js';
import { OrderStore, type Order } from './store/order.store.js';
import type { WorkerState } from './worker.js';

/** How late an order may end. */
const END_INTERVAL_MS = 5000;
const BATCH = 5000;

const MESSAGES: Readonly<Record<Order['kind'], string>> = {
  DRAINING: 'Worker is draining',
  MAINTENANCE: 'Worker is in maintenance',
};

/** What operators ask of workers: drain, rest, go on. */
@Injectable()
export class Orders implements OnApplicationBootstrap {
  private readonly logger = new Logger('Orders');

  constructor(
    private readonly names: NamesCache,
    private readonly store: OrderStore,
    private readonly descriptions: DescriptionCache,
    private readonly advice: HeartbeatAdvice,
    private readonly duties: Duties,
    private readonly verdicts: FreshVerdicts,
  ) {}

  onApplicationBootstrap(): void {
    this.duties.start({ name: 'end-orders', intervalMs: END_INTERVAL_MS, run: () => this.endOverdue() });
  }

  /** @throws DomainError `validation_failed`, `worker_not_registered` */
  async give(
    name: string,
    kind: Order['kind'],
    body: unknown,
    caller: Caller = ANYONE,
  ): Promise<OrderAnswerDto> {
    const { reason, until } = requireBody(OrderRequestDto, body ?? {});
    const order = { kind, reason: reason ?? null, by: actorOf(caller, 'operator'), until: until ?? null };
    return this.answer(name, async (id) => {
      const state = await this.store.give(id, order);
      if (state === 'past')
        throw validationFailed([{ field: 'until', message: 'Until must be in the future' }]);
      return state;
    });
  }

  /** @throws DomainError `validation_failed`, `worker_not_registered` */
  async lift(name: string, body: unknown, caller: Caller = ANYONE): Promise<OrderAnswerDto> {
    const { reason } = requireBody(OrderRequestDto, body ?? {});
    const actor = actorOf(caller, 'operator');
    return this.answer(name, async (id) => {
      const state = await this.store.lift(id, actor, reason ?? null);
      return state?.health === 'FAILED' ? ((await this.verdicts.lift(id, actor)) ?? state) : state;
    });
  }

  /** Ends the orders whose time is over, batch by batch. */
  async endOverdue(): Promise<void> {
    const ended = await inBatches(BATCH, (size) => this.store.endOverdue(size));
    if (ended > 0) this.logger.log(`${counted(ended, 'order')} ended`);
  }

  private async answer(
    name: string,
    change: (id: string) => Promise<WorkerState | undefined>,
  ): Promise<OrderAnswerDto> {
    const state = await this.names.withWorker(name, change);
    const description = (await this.descriptions.read([state])).get(state.id);
    if (description === undefined) throw new DomainError('worker_not_registered');
    // An order that is lifted may have been given over a drain, which is in force again.
    const message = state.orderKind === null ? 'Worker is under no order' : MESSAGES[state.orderKind];
    return { success: true, message, worker: workerDto(description, state, this.advice.leaseMs) };
  }
}
