import type { Worker } from '../api/types.js';
import { decimal } from './numbers.js';

/** Returns how late the heartbeat of a worker is, and how late it usually is at most. */
export function latenessOf({ lateSeconds, usuallyWithinSeconds }: Worker): string {
  const late = lateSeconds > 0 ? `Late by ${decimal(lateSeconds)} s` : 'Not late';
  return `${late}, usually within ${decimal(usuallyWithinSeconds)} s`;
}
