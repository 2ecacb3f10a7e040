import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';

/**
 * What this process counts. Each feature makes its own metrics on the registry, with names that begin with
 * `worker_registration_`. The registry is not prom-client's global one: two applications may live in one process.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
}
