import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { actorOf } from '../../identity/access/actor.js';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { inBatches } from '../../platform/scheduling/in-batches.js';
import { counted } from '../../platform/text/counted.js';
import { requireCommand, withWarnings } from '../../platform/validation/require-body.js';
import { DescriptionCache } from '../../fleet/description.cache.js';
import { OrderRequestDto, type OrderAnswerDto } from './dto/order.dto.js';
import { PAST_MOMENTS, readOrder } from './read-order.js';
import { workerDto } from '../../fleet/dto/worker.dto.js';
import { fenceOf } from '../../identity/access/fence.js';
import { FencedWorkers } from '../../identity/access/fenced-workers.js';
import { FreshVerdicts } from '../fresh-verdicts.js';
import { HeartbeatAdvice } from '../heartbeats/heartbeat-advice.js';
import { ORDER_MESSAGES } from './order-messages.js';
import { OrderStore, type Order, type Ordered } from './store/order.store.js';

/** Maximum delay of the end of an order, and of the release after a deadline. */
const END_INTERVAL_MS = 5000;
const BATCH = 5000;
/** Workers of which jobs are released at once: each may have hundreds. */
const RELEASED = 200;

/** Gives and lifts orders of operators: drain, maintenance, activate. */
@Injectable()
export class Orders implements OnApplicationBootstrap {
  private readonly logger = new Logger('Orders');

  constructor(
    private readonly workers: FencedWorkers,
    private readonly store: OrderStore,
    private readonly descriptions: DescriptionCache,
    private readonly advice: HeartbeatAdvice,
    private readonly duties: Duties,
    private readonly verdicts: FreshVerdicts,
  ) {}

  onApplicationBootstrap(): void {
    this.duties.addDuty({ name: 'end-orders', intervalMs: END_INTERVAL_MS, run: () => this.endOverdue() });
    this.duties.addDuty({
      name: 'end-drains',
      intervalMs: END_INTERVAL_MS,
      run: () => this.releaseOverdue(),
    });
  }

  /** @throws DomainError `validation_failed`, `worker_not_registered`, `superseded` */
  async giveOrder(
    name: string,
    kind: Order['kind'],
    body: unknown,
    caller: Caller = ANYONE,
  ): Promise<OrderAnswerDto> {
    const { value, warnings } = readOrder(kind, body);
    const { reason = null, until = null, deadline = null, ...stated } = value;
    const fence = fenceOf(caller, stated);
    const order = { kind, reason, by: actorOf(caller, 'operator'), until, deadline };
    return this.answer(name, caller, warnings, async (id) => {
      const given = await this.store.giveOrder(id, order, fence);
      if (given !== undefined && given.past !== null && given.fence === null)
        throw validationFailed([PAST_MOMENTS[given.past]]);
      return given;
    });
  }

  /** @throws DomainError `validation_failed`, `worker_not_registered`, `superseded` */
  async liftOrder(name: string, body: unknown, caller: Caller = ANYONE): Promise<OrderAnswerDto> {
    const { value, warnings } = requireCommand(OrderRequestDto, body ?? {});
    const { reason, until: _, ...stated } = value;
    const fence = fenceOf(caller, stated);
    const actor = actorOf(caller, 'operator');
    return this.answer(name, caller, warnings, async (id) => {
      const lifted = await this.store.liftOrder(id, actor, reason ?? null, fence);
      if (lifted?.state?.health !== 'FAILED') return lifted;
      return { ...lifted, state: (await this.verdicts.liftFailed(id, actor)) ?? lifted.state };
    });
  }

  /** Ends expired orders, batch by batch. */
  async endOverdue(): Promise<void> {
    const ended = await inBatches(BATCH, (size) => this.store.endOverdue(size));
    if (ended > 0) this.logger.log(`${counted(ended, 'order')} ended`);
  }

  /** Releases the jobs of workers whose drain is past its deadline, batch by batch. */
  async releaseOverdue(): Promise<void> {
    const overdue = await inBatches(RELEASED, (size) => this.store.releaseOverdue(size));
    if (overdue > 0)
      this.logger.warn(`Jobs of ${counted(overdue, 'worker')} released: their drains took too long`);
  }

  private async answer(
    name: string,
    caller: Caller,
    warnings: readonly string[],
    change: (id: string) => Promise<Ordered | undefined>,
  ): Promise<OrderAnswerDto> {
    const { state } = await this.workers.changeWorker(name, caller, change);
    const description = state && (await this.descriptions.readDescriptions([state])).get(state.id);
    if (state === undefined || description === undefined) throw new DomainError('worker_not_registered');
    // A lifted order may have been given on top of a drain, which is then in force again.
    const message = state.orderKind === null ? 'Worker has no order' : ORDER_MESSAGES[state.orderKind];
    const worker = workerDto(description, state, this.advice.view);
    return withWarnings({ success: true, message, worker }, warnings);
  }
}
