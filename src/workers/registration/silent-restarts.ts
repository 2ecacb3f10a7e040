import { Logger } from '@nestjs/common';
import { counted } from '../../platform/text/counted.js';

/** Minimum time between two lines, for fleets of such workers that start at once. */
const PAUSE_MS = 60_000;

/**
 * Logs re-registrations of workers without a bootId, token or jobs: they are treated as restarted, which is
 * wrong for one that only lost its connection.
 */
export class SilentRestarts {
  private readonly logger = new Logger('Registration');
  private untold = 0;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly timer: () => number = () => performance.now()) {}

  logRestart(workerId: string): void {
    this.untold += 1;
    if (this.timer() - this.toldAt < PAUSE_MS) return;
    const others = this.untold > 1 ? `, as did ${counted(this.untold - 1, 'other')} before it` : '';
    this.logger.warn(
      `${workerId} re-registered without bootId, token or jobs${others}; treating it as restarted`,
    );
    this.untold = 0;
    this.toldAt = this.timer();
  }
}
