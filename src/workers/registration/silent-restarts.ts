import { Logger } from '@nestjs/common';
import { counted } from '../../platform/text/counted.js';

/** A fleet of such workers that starts at once makes one line in this time. */
const PAUSE_MS = 60_000;

/**
 * Tells the log of workers that registered again and said nothing of their process or their jobs: they were taken for
 * restarted, which is wrong for one that only lost its connection.
 */
export class SilentRestarts {
  private readonly logger = new Logger('Registration');
  private untold = 0;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly timer: () => number = () => performance.now()) {}

  note(workerId: string): void {
    this.untold += 1;
    if (this.timer() - this.toldAt < PAUSE_MS) return;
    const others = this.untold > 1 ? `, and ${counted(this.untold - 1, 'other')} before it` : '';
    this.logger.warn(
      `${workerId} registered again and says nothing of its bootId, its token or its jobs${others}: taken for restarted`,
    );
    this.untold = 0;
    this.toldAt = this.timer();
  }
}
