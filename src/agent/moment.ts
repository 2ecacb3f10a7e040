import { uptime } from 'node:os';

/** A moment by the clocks of this machine, in milliseconds; comparable across the threads of a process. */
export interface Moment {
  /** Never set; stands still on Linux during a suspend. */
  readonly monotonic: number;
  /**
   * Since the machine started, suspends included: CLOCK_BOOTTIME on Linux. Resolution: 10 ms there, a second
   * elsewhere.
   */
  readonly uptime: number;
  /** The time of day, which may be set. Only this clock notices that a virtual machine was paused or restored. */
  readonly wall: number;
}

export const momentNow = (): Moment => ({
  monotonic: Number(process.hrtime.bigint()) / 1_000_000,
  uptime: uptime() * 1000,
  wall: Date.now(),
});

/** The time between two moments, suspends included. */
export const elapsedMs = (from: Moment, to: Moment): number =>
  Math.max(to.monotonic - from.monotonic, to.uptime - from.uptime);

/** The longest time by any clock; too long if the time of day was set forward in between. */
export const longestElapsedMs = (from: Moment, to: Moment): number =>
  Math.max(elapsedMs(from, to), to.wall - from.wall);
