import type { Order } from '../api/types.js';
import { Sign } from '../parts/icons.js';
import { At, For } from '../parts/time.js';

/** The order that applies to the worker, given by an operator or by itself. */
export const OrderBand = ({
  order: { kind, reason, by, since, until, deadline, drained },
}: {
  order: Order;
}) => (
  <p class="order tone-rest">
    <Sign tone="rest" />
    <span class="order-text">
      <strong>{kind === 'DRAINING' ? 'Drains' : 'In maintenance'}</strong>
      {drained && ', has no jobs any more: safe to stop'}
      {reason !== null && (
        <>
          : <bdi>{reason}</bdi>
        </>
      )}
      {by !== null && <span class="muted"> · by {by}</span>}
      {since !== null && (
        <span class="muted">
          {' '}
          · <For since={since} />
        </span>
      )}
      <span class="muted">
        {' '}
        ·{' '}
        {until === null ? (
          'until it is lifted'
        ) : (
          <>
            ends <At at={until} />
          </>
        )}
      </span>
      {deadline !== null && !drained && (
        <span class="muted">
          {' '}
          · jobs are released <At at={deadline} />
        </span>
      )}
    </span>
  </p>
);
