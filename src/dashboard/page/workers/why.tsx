import type { Order, Worker } from '../api/types.js';
import { For } from '../parts/time.js';
import { latenessOf } from '../words/lateness.js';
import { isUnwell, reasonOf } from './reasons.js';

/** Why a worker does not work, or is not healthy, and since when; empty for any other. */
export function Why({ worker }: { worker: Worker }) {
  const { order, message, absence } = worker;
  if (absence !== null) {
    const { reason, since, acknowledged } = absence;
    const more = acknowledged && `Acknowledged by ${acknowledged.by}: ${acknowledged.reason}`;
    return <Words text={reason ?? ''} since={since} more={more} />;
  }
  if (isUnwell(worker)) {
    const reason = reasonOf(worker.id);
    if (reason === undefined) return <span class="muted">…</span>;
    return <Words text={reason.text} since={reason.since} more={message} />;
  }
  if (worker.suspect) return <Words text={latenessOf(worker)} since={null} more={message} />;
  if (order !== null) return <Words text={orderText(order)} since={order.since} />;
  // A message that a healthy worker sent at some time is no reason.
  return null;
}

const orderText = ({ reason, by, drained }: Order): string =>
  `${drained ? 'Drained, safe to stop: ' : ''}${reason ?? `ordered by ${by ?? 'an operator'}`}`;

const Words = ({
  text,
  since,
  more = null,
}: {
  text: string;
  since: string | null;
  more?: string | null;
}) => (
  <span class="why" title={more === null ? text : `${text} · ${more}`}>
    <bdi class="why-text">{text}</bdi>
    {since !== null && (
      <span class="muted why-since">
        <For since={since} />
      </span>
    )}
  </span>
);
