import { Injectable } from '@nestjs/common';

/** Watches the fleet: judges workers, cleans up the dead. */
@Injectable()
export class WorkerHealthMonitorService {
  /** Judges workers at once, whose silence has just ended, instead of at the next sweep. */
  async judge(_ids: readonly string[]): Promise<void> {}
}
