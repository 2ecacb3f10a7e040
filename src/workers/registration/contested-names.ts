import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { Duties } from '../../platform/scheduling/duties.js';
import { inBatches } from '../../platform/scheduling/in-batches.js';
import { counted } from '../../platform/text/counted.js';
import type { WorkerState } from '../../fleet/worker.js';
import { TakeoverStore, type RecentTakeovers } from './store/takeover.store.js';

/** Names that were warned of lately. */
const MAX_WARNED = 10_000;

/** How late a name stops being contested. */
const END_INTERVAL_MS = 5000;
const BATCH = 5000;

/** A worker as a registration left it. */
interface RegisteredWorker {
  readonly workerId: string;
  readonly state: Pick<WorkerState, 'id' | 'incarnation' | 'lastOutcome'>;
}

/** Notes and warns of names that processes keep taking from each other: each takeover ends the process before. */
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
    this.duties.start({
      name: 'end-contests',
      intervalMs: END_INTERVAL_MS,
      run: () => this.endContests(),
    });
  }

  /** Looks at workers that registered. The registrations do not wait for that. */
  note(registered: readonly RegisteredWorker[]): void {
    const names = new Map<string, string>();
    // Each takeover begins an incarnation, so most workers have had too few to be looked at.
    for (const { workerId, state } of registered)
      if (isTakeover(state) && state.incarnation > this.takeovers) names.set(state.id, workerId);
    if (names.size === 0) return;
    this.look(names).catch((error: unknown) => {
      // An outage of the database is reported elsewhere, and the next takeover looks again.
      if (!(error instanceof DomainError)) this.logger.error(error);
    });
  }

  async endContests(): Promise<void> {
    await inBatches(BATCH, (size) => this.store.endContests(this.windowMinutes, size));
  }

  private async look(names: ReadonlyMap<string, string>): Promise<void> {
    const contested = await this.store.noteTakeovers([...names.keys()], this.windowMinutes, this.takeovers);
    for (const each of contested) this.warn(names.get(each.id)!, each);
  }

  /** Once in a window. */
  private warn(workerId: string, { id, count, addresses }: RecentTakeovers): void {
    if (this.warned.has(id)) return;
    this.warned.set(id, true);
    const from = addresses.length === 0 ? '' : `, from ${addresses.join(' and ')}`;
    this.logger.warn(
      `${workerId} was taken over ${counted(count, 'time')} within ${counted(this.windowMinutes, 'minute')}${from}: processes keep taking the name from each other; give each a workerId of its own`,
    );
  }
}

const isTakeover = ({ lastOutcome }: RegisteredWorker['state']): boolean =>
  lastOutcome === 'restarted' || lastOutcome === 'resumed';
