import { Module } from '@nestjs/common';
import { CacheMetrics } from './cache-metrics.js';
import { DescriptionCache } from './description.cache.js';
import { NamesCache } from './names.cache.js';
import { JobReleaseStore } from './store/job-release.store.js';
import { WorkerStore } from './store/worker.store.js';
import { Suspicion } from './suspicion.js';
import { WorkerReader } from './worker.reader.js';

/**
 * The kernel: what a worker is, how its record is found and read, and how its jobs are released. It has no
 * HTTP.
 */
@Module({
  providers: [
    WorkerStore,
    JobReleaseStore,
    NamesCache,
    DescriptionCache,
    WorkerReader,
    Suspicion,
    CacheMetrics,
  ],
  exports: [WorkerStore, JobReleaseStore, NamesCache, DescriptionCache, WorkerReader, Suspicion],
})
export class FleetModule {}
