import { Inject, Injectable } from '@nestjs/common';
import { JobReleaseStore } from '../../fleet/store/job-release.store.js';
import { JOURNAL } from '../../fleet/store/journal.js';
import { isSuspect } from '../../fleet/store/suspicion-pieces.js';
import { Suspicion } from '../../fleet/suspicion.js';
import { leaseSecondsOf } from '../../platform/config/lease-length.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Database } from '../../platform/database/database.js';
import { statement } from '../../platform/database/statement.js';
import { Instance } from '../../platform/instance/instance.js';

const FIND_LISTENERS = statement(import.meta.url, './sql/find-listeners.sql');
const MARK_SEEN_OPEN = statement(import.meta.url, './sql/mark-seen-open.sql');
const RECORD_DEATHS = statement(import.meta.url, './sql/record-deaths.sql', {
  ...JOURNAL,
  suspect: isSuspect('s', '$2'),
});

/** A worker with an address at which it should listen. */
export interface Listener {
  readonly id: string;
  readonly worker_id: string;
  readonly revision: number;
  /** '' for none. */
  readonly zone: string;
  readonly host: string;
  readonly port: number;
}

export interface Death {
  readonly id: string;
  readonly revision: number;
  /** The sentence of the verdict. */
  readonly error: string;
  readonly address: string;
  readonly port: number;
}

/** Stores where workers were seen to listen, and their deaths. */
@Injectable()
export class DeathStore {
  private readonly leaseSeconds: number;

  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly jobs: JobReleaseStore,
    private readonly suspicion: Suspicion,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.leaseSeconds = leaseSecondsOf(worker);
  }

  /** @param seenOpen only those that were seen to listen since their registration */
  findListeners(ids: readonly string[], seenOpen: boolean): Promise<Listener[]> {
    return this.database.query<Listener>(FIND_LISTENERS, [ids, seenOpen, this.leaseSeconds]);
  }

  async markSeenOpen(seen: readonly Listener[]): Promise<void> {
    const parameters = [seen.map(({ id }) => id), seen.map(({ revision }) => revision)];
    await this.database.query(MARK_SEEN_OPEN, parameters);
  }

  /**
   * Fails workers whose death is proven, and releases their jobs in the same transaction.
   * @param guarded zones in which the guard decides
   * @returns those that it failed
   */
  recordDeaths(
    deaths: readonly Death[],
    guarded: readonly string[],
  ): Promise<{ id: string; worker_id: string }[]> {
    return this.database.transaction(async (tx) => {
      await this.instance.recordIn(tx);
      const parameters = [JSON.stringify(deaths), this.suspicion.margins, this.leaseSeconds, guarded];
      const dead = await tx.query<{ id: string; worker_id: string }>(RECORD_DEATHS, parameters);
      await this.jobs.releaseOfDead(
        tx,
        dead.map(({ id }) => id),
        'the worker is dead: it refused a connection',
      );
      return dead;
    });
  }
}
