import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/observability/metrics.js';
import { DescriptionCache } from './description.cache.js';
import { NamesCache } from './names.cache.js';

/** Metrics of the hits and misses of the worker caches. */
@Injectable()
export class CacheMetrics {
  constructor(metrics: Metrics, names: NamesCache, descriptions: DescriptionCache) {
    metrics.addCounter({
      name: 'worker_registration_cache_reads_total',
      help: 'Lookups in the worker caches, by where the value was found: in this process, in Redis or in the database.',
      read: () => [
        [{ cache: 'names', found: 'process' }, names.asked.known],
        [{ cache: 'names', found: 'database' }, names.asked.unknown],
        ...Object.entries(descriptions.found).map(
          ([found, count]) => [{ cache: 'descriptions', found }, count] as const,
        ),
      ],
    });
  }
}
