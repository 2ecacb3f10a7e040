import { Module } from '@nestjs/common';
import { JobReleaseStore } from './job-release.store.js';

/** How jobs are taken from workers that run them no more; for whoever changes a worker's presence. */
@Module({ providers: [JobReleaseStore], exports: [JobReleaseStore] })
export class JobsStoreModule {}
