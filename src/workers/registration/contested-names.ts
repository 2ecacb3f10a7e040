import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { logUnlessUnavailable } from '../../platform/database/log-unless-unavailable.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { inBatches } from '../../platform/scheduling/in-batches.js';
import { counted } from '../../platform/text/counted.js';
import type { WorkerState } from '../../fleet/worker.js';
import { TakeoverStore, type RecentTakeovers } from './store/takeover.store.js';

/** Maximum number of remembered warnings. */
const MAX_WARNED = 10_000;

/** Maximum delay until a name is no longer contested. */
const END_INTERVAL_MS = 5000;
const BATCH = 5000;

/** A worker after its registration. */
interface RegisteredWorker {
  readonly workerId: string;
  readonly state: Pick<WorkerState, 'id' | 'incarnation' | 'lastOutcome'>;
}

/**
 * Detects names that processes keep taking over from each other, and logs a warning: each takeover ends the
 * previous process.
 */
@Injectable()
export class ContestedNames implements OnApplicationBootstrap {
  private readonly logger = new Logger('Registration');
  private readonly takeovers: number;
  private readonly windowMinutes: number;
  private readonly warned: LRUCache<string, true>;

  constructor(
    private readonly store: TakeoverStore,
    private readonly duties: Duties,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.takeovers = worker.flapChanges;
    this.windowMinutes = worker.flapWindowMinutes;
    this.warned = new LRUCache({ max: MAX_WARNED, ttl: worker.flapWindowMinutes * 60_000 });
  }

  onApplicationBootstrap(): void {
    this.duties.addDuty({
      name: 'end-contests',
      intervalMs: END_INTERVAL_MS,
      run: () => this.endContests(),
    });
  }

  /** Checks workers that registered. The registrations do not wait for that. */
  checkRegistered(registered: readonly RegisteredWorker[]): void {
    const names = new Map<string, string>();
    // Each takeover begins an incarnation, so most workers have too few to be checked.
    for (const { workerId, state } of registered)
      if (isTakeover(state) && state.incarnation > this.takeovers) names.set(state.id, workerId);
    if (names.size === 0) return;
    this.look(names).catch((error: unknown) => {
      // The next takeover checks again.
      logUnlessUnavailable(this.logger, error);
    });
  }

  async endContests(): Promise<void> {
    await inBatches(BATCH, (size) => this.store.endContests(this.windowMinutes, size));
  }

  private async look(names: ReadonlyMap<string, string>): Promise<void> {
    const contested = await this.store.noteTakeovers([...names.keys()], this.windowMinutes, this.takeovers);
    for (const each of contested) this.warn(names.get(each.id)!, each);
  }

  /** Once per window. */
  private warn(workerId: string, { id, count, addresses }: RecentTakeovers): void {
    if (this.warned.has(id)) return;
    this.warned.set(id, true);
    const from = addresses.length === 0 ? '' : `, from ${addresses.join(' and ')}`;
    this.logger.warn(
      `${workerId} was taken over ${counted(count, 'time')} within ${counted(this.windowMinutes, 'minute')}${from}: several processes use this name; give each its own workerId`,
    );
  }
}

const isTakeover = ({ lastOutcome }: RegisteredWorker['state']): boolean =>
  lastOutcome === 'restarted' || lastOutcome === 'resumed';
