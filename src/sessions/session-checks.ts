import type { WorkerSession } from './worker-session.js';

const CHECK_INTERVAL_MS = 1000;

/** A check that is later than this says more about this process than about the workers. */
const LATE_CHECK_MS = 3000;

/** As often as the size of the fleet is read. */
const CHECKS_PER_INTERVAL = 5;

/** Looks once a second for silent sessions, and every 5 seconds for changed intervals. */
export class SessionChecks {
  private checks = 0;
  private checkedAt = performance.now();
  private timer: NodeJS.Timeout | undefined;

  /** @param sessions those of this process at the time of the call */
  constructor(private readonly sessions: () => Iterable<WorkerSession>) {}

  /** Begins with the first session. */
  startChecks(): void {
    if (this.timer !== undefined) return;
    this.checkedAt = performance.now();
    this.timer = setInterval(() => this.check(), CHECK_INTERVAL_MS).unref();
  }

  stopChecks(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    const now = performance.now();
    const isLate = now - this.checkedAt > LATE_CHECK_MS;
    this.checkedAt = now;
    this.checks += 1;
    for (const session of this.sessions()) {
      if (isLate) session.excuseSilence(now);
      session.checkSilence(now);
      if (this.checks % CHECKS_PER_INTERVAL === 0) session.tellInterval();
    }
  }
}
