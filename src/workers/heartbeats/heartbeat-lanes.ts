import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Instance } from '../../platform/instance/instance.js';
import type { LiveState } from '../../fleet/worker.js';
import { LeaseWatch } from '../../detection/watch/lease-watch.service.js';
import { FreshVerdicts } from '../fresh-verdicts.js';
import type { Beat } from './store/beat.js';
import { LeaseStore } from './store/lease.store.js';
import { BeatGroups } from './beat-groups.js';
import { BeatWriter } from './beat-writer.js';
import { HeartbeatMetrics } from './heartbeat-metrics.js';
import { LockedBeats } from './locked-beats.js';
import { OutageWait } from './outage-wait.js';
import { MAX_WAITING, Room } from './room.js';
import { SilenceEnds } from './silence-ends.js';
import type { Renewal } from './store/renewal-row.js';
import { StoredStates } from './unchanged/stored-states.js';
import { UnchangedBeats } from './unchanged/unchanged-beats.js';
import { WaitingBeat, type Beaten, type Waiter } from './waiting-beat.js';

const NONE: readonly string[] = [];

/**
 * Writes all heartbeats to the database as a group commit: one statement covers all that arrived while the
 * previous one ran, and each is answered only when it is committed.
 */
@Injectable()
export class HeartbeatLanes implements BeforeApplicationShutdown {
  private readonly room = new Room();
  private readonly ends: SilenceEnds;
  private readonly writer: BeatWriter;
  private readonly locked: LockedBeats;
  private readonly groups = new BeatGroups(async (beats, since) => {
    const begun = performance.now();
    await this.write(beats);
    this.metrics.recordGroup(beats.length, since, begun, performance.now());
  });

  constructor(
    private readonly leases: LeaseStore,
    private readonly instance: Instance,
    private readonly metrics: HeartbeatMetrics,
    private readonly unchanged: UnchangedBeats,
    private readonly states: StoredStates,
    verdicts: FreshVerdicts,
    watch: LeaseWatch,
    outage: OutageWait,
  ) {
    this.ends = new SilenceEnds(leases, verdicts, outage);
    this.writer = new BeatWriter(leases, this.ends, watch, outage, {
      stored: (beat, renewal, begun) => unchanged.noteStored(beat, renewal, begun, !this.waits(beat.id)),
      notStored: (beat) => unchanged.noteNotStored(beat),
    });
    this.locked = new LockedBeats(leases, this.writer, instance);
    metrics.watchWaiting(() => this.room.taken, MAX_WAITING);
    // Heartbeats with locked rows do not delay others, and are skipped.
    instance.watchWaiting(() => this.groups.since);
  }

  /**
   * Accepts one heartbeat.
   * @returns undefined if there is no such worker
   * @throws DomainError `superseded`, `worker_deregistered`, `database_busy`, `database_unavailable`
   */
  enqueueHeartbeat(beat: Beat): Promise<Beaten | undefined> {
    // Each further promise of a waiting heartbeat is memory that V8 copies in each collection.
    if (beat.shown === true)
      return this.unchanged.isUnchanged(beat) ? this.shownOrWritten(beat) : this.written(beat);
    const renewal = this.unchanged.answerUnchanged(beat);
    return renewal === undefined ? this.written(beat) : Promise.resolve(this.counted(beat, renewal));
  }

  /**
   * Accepts a chunk of a batch.
   * @returns results by id, `database_busy` for those without room; unknown workers are missing
   */
  async takeAll(beats: readonly Beat[]): Promise<Map<string, Beaten | Error>> {
    const answers = new Map<string, Beaten | Error>();
    const changing = beats.filter((beat) => {
      const renewal = this.unchanged.answerUnchanged(beat);
      if (renewal !== undefined) answers.set(beat.id, this.counted(beat, renewal));
      return renewal === undefined;
    });
    if (changing.length === 0) return answers;
    try {
      await this.room.enterMany(changing.length);
    } catch (error) {
      // The others have been accepted.
      this.instance.noteRefusal(error);
      for (const { id } of changing) answers.set(id, error as Error);
      return answers;
    }
    await new Promise<void>((resolve) => {
      let left = changing.length;
      const waiter = this.counting((answer, { id }) => {
        if (answer !== undefined) answers.set(id, answer);
        if ((left -= 1) === 0) resolve();
      });
      for (const beat of changing) this.add(beat, waiter);
    });
    return answers;
  }

  /** Waiting heartbeats are written before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.groups.whenIdle();
    await this.locked.whenIdle();
    await this.ends.whenIdle();
    await this.states.whenIdle();
  }

  private written(beat: Beat): Promise<Beaten | undefined> {
    return new Promise((resolve, reject) => {
      this.room.enter();
      const waiter = this.counting((answer) => {
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
      this.add(beat, waiter);
    });
  }

  /**
   * Answers a heartbeat with the stored worker, or writes it, if that is not as known. It is accepted only when the worker was
   * read: a heartbeat that is then written, or refused, must not count among the unwritten ones too.
   */
  private async shownOrWritten(beat: Beat): Promise<Beaten | undefined> {
    const state = await this.states.readState(beat.id);
    const isAsKnown = state?.presence === 'PRESENT' && state.orderKind === null && state.health === 'HEALTHY';
    const renewal = isAsKnown ? this.unchanged.answerUnchanged(beat) : undefined;
    return renewal === undefined ? this.written(beat) : this.counted(beat, renewal, state);
  }

  private counted(beat: Beat, renewal: Renewal, state?: LiveState): Beaten {
    this.instance.countAccepted(beat.count);
    return { renewal, state, revokedJobs: NONE };
  }

  private add(beat: Beat, waiter: Waiter): void {
    this.groups.add(new WaitingBeat(this.unchanged.toWrite(beat), waiter));
  }

  /** Whether a later heartbeat of the worker waits, here or for its locked row. */
  private waits(id: string): boolean {
    return this.groups.has(id) || this.locked.has(id);
  }

  private counting(waiter: Waiter): Waiter {
    return (answer, beat) => {
      this.room.leave();
      if (answer instanceof Error) this.instance.noteRefusal(answer);
      else if (answer !== undefined) this.instance.countAccepted(beat.count);
      waiter(answer, beat);
    };
  }

  private async write(beats: readonly WaitingBeat[]): Promise<void> {
    const free = this.locked.isEmpty ? beats : this.notLocked(beats);
    if (free.length === 0) return;
    const left = await this.writer.writeBeats(free, (each) => this.leases.renewLeases(each));
    for (const waiting of left) this.locked.add(waiting);
  }

  private notLocked(beats: readonly WaitingBeat[]): WaitingBeat[] {
    return beats.filter((waiting) => {
      const { id } = waiting.beat;
      if (this.locked.has(id)) this.locked.add(waiting);
      return !this.locked.has(id);
    });
  }
}
