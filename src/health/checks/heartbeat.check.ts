import type { HealthCheck } from './check.js';

/** The lease has expired. */
export const heartbeatCheck: HealthCheck = {
  name: 'heartbeat',
  fine: 'The lease is valid',
  fault: ({ leaseAgeSeconds, leaseSeconds }) =>
    leaseAgeSeconds !== null && leaseAgeSeconds > leaseSeconds
      ? `No heartbeat for ${Math.floor(leaseAgeSeconds)} s; the lease lasts ${Math.floor(leaseSeconds)} s`
      : undefined,
};
