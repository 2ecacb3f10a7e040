import { Injectable } from '@nestjs/common';
import { Metrics } from '../../../platform/observability/metrics.js';
import { OutgoingReplication } from './outgoing-replication.js';

const OUTCOMES = ['accepted', 'refused', 'dropped'] as const;

/** Metrics of the replication to peers; none without peers. */
@Injectable()
export class PeerMetrics {
  constructor(metrics: Metrics, { links }: OutgoingReplication) {
    if (links.length === 0) return;
    const availableCount = (): number => links.filter(({ isAvailable }) => isAvailable).length;
    metrics.addGauge({
      name: 'worker_registration_eureka_peers',
      help: 'Servers of Eureka that replicate with this service, by state: available or unavailable.',
      read: () => [
        [{ state: 'available' }, availableCount()],
        [{ state: 'unavailable' }, links.length - availableCount()],
      ],
    });
    metrics.addGauge({
      name: 'worker_registration_eureka_instances_waiting',
      help: 'Instances that wait to be sent to peers of Eureka.',
      read: () => [[{}, links.reduce((sum, { queue }) => sum + queue.size, 0)]],
    });
    metrics.addCounter({
      name: 'worker_registration_eureka_items_total',
      help: 'Items sent to peers of Eureka, by outcome: accepted, refused by the peer, or dropped.',
      read: () =>
        OUTCOMES.map((outcome) => [{ outcome }, links.reduce((sum, link) => sum + link.countOf(outcome), 0)]),
    });
  }
}
