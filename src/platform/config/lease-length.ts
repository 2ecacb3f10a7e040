import type { Settings } from './settings.js';

type LeaseSettings = Pick<Settings['worker'], 'heartbeatTimeoutMinutes'>;

/** Returns the length of a lease in milliseconds. */
export const leaseMsOf = ({ heartbeatTimeoutMinutes }: LeaseSettings): number =>
  heartbeatTimeoutMinutes * 60_000;

/** Returns the length of a lease in seconds, for statements. */
export const leaseSecondsOf = ({ heartbeatTimeoutMinutes }: LeaseSettings): number =>
  heartbeatTimeoutMinutes * 60;
