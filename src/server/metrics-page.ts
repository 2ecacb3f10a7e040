import { Injectable } from '@nestjs/common';
import { AggregatorRegistry } from 'prom-client';
import { Metrics } from '../platform/observability/metrics.js';
import { isSibling, tellFirst, type ToSibling } from './sibling.js';

/** Returns the metrics as text for Prometheus: of this process, or summed up over all that share its port. */
@Injectable()
export class MetricsPage {
  private asked = 0;
  private readonly waiting = new Map<number, (text: string) => void>();

  constructor(private readonly metrics: Metrics) {
    if (!isSibling()) return;
    AggregatorRegistry.setRegistries(metrics.registry);
    // Created for its side effect: it answers the first process, which collects the figures of all.
    void new AggregatorRegistry();
    process.on('message', (message: ToSibling) => {
      if (typeof message !== 'object' || !('metricsOf' in message)) return;
      this.waiting.get(message.metricsOf)?.(message.text);
      this.waiting.delete(message.metricsOf);
    });
  }

  get contentType(): string {
    return this.metrics.registry.contentType;
  }

  async renderText(): Promise<string> {
    if (!isSibling() || !process.connected) return this.metrics.registry.metrics();
    const metricsFor = (this.asked += 1);
    return new Promise((resolve) => {
      this.waiting.set(metricsFor, resolve);
      tellFirst({ metricsFor });
    });
  }
}
