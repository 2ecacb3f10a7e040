import { Inject, Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { counted } from '../../platform/text/counted.js';
import { TakeoverStore } from './store/takeover.store.js';

/** Names that were warned of lately. */
const MAX_WARNED = 10_000;

/** Warns of names that processes keep taking from each other: each takeover ends the process before. */
@Injectable()
export class ContestedNames {
  private readonly logger = new Logger('Registration');
  private readonly takeovers: number;
  private readonly windowMinutes: number;
  private readonly warned: LRUCache<string, true>;

  constructor(
    private readonly store: TakeoverStore,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.takeovers = worker.flapChanges;
    this.windowMinutes = worker.flapWindowMinutes;
    this.warned = new LRUCache({ max: MAX_WARNED, ttl: worker.flapWindowMinutes * 60_000 });
  }

  /** Looks at the takeovers of a worker after one more, and warns once in a window. The registration does not wait for that. */
  note(id: string, workerId: string, registrationCount: number): void {
    if (registrationCount <= this.takeovers || this.warned.has(id)) return;
    this.look(id, workerId).catch((error: unknown) => {
      // An outage of the database is reported elsewhere, and the next takeover looks again.
      if (!(error instanceof DomainError)) this.logger.error(error);
    });
  }

  private async look(id: string, workerId: string): Promise<void> {
    const { count, addresses } = await this.store.read(id, this.windowMinutes);
    if (count < this.takeovers) return;
    this.warned.set(id, true);
    const from = addresses.length === 0 ? '' : `, from ${addresses.join(' and ')}`;
    this.logger.warn(
      `${workerId} was taken over ${counted(count, 'time')} within ${counted(this.windowMinutes, 'minute')}${from}: processes keep taking the name from each other; give each a workerId of its own`,
    );
  }
}
