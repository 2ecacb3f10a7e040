import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Instance } from '../../platform/instance/instance.js';
import { FreshVerdicts } from '../fresh-verdicts.js';
import type { Beat } from './store/beat.js';
import { LeaseStore } from './store/lease.store.js';
import { BeatWriter } from './beat-writer.js';
import { HeartbeatMetrics } from './heartbeat-metrics.js';
import { HeldRows } from './held-rows.js';
import { Lane } from '../../platform/batch/lane.js';
import { PendingBeats } from './pending-beats.js';
import { MAX_WAITING, Room } from './room.js';
import { SilenceEnds } from './silence-ends.js';
import { WaitingBeat, type Beaten, type Waiter } from './waiting-beat.js';

/** So many statements are on their way at once. */
export const LANES = 2;

/** Rows of one statement: enough to cost little a row, few enough to hold their locks briefly. */
const AT_ONCE = 2000;

interface BeatLane {
  readonly pending: PendingBeats;
  readonly lane: Lane<WaitingBeat>;
}

/**
 * The way of all heartbeats into the database. Those that arrive together are written together: one statement for all
 * that came while the last one was on its way, and an answer only when it is committed.
 */
@Injectable()
export class HeartbeatLanes implements BeforeApplicationShutdown {
  private readonly room = new Room();
  private readonly ends: SilenceEnds;
  private readonly writer: BeatWriter;
  private readonly held: HeldRows;
  private readonly lanes: readonly BeatLane[] = Array.from({ length: LANES }, () => this.newLane());

  constructor(
    private readonly leases: LeaseStore,
    private readonly instance: Instance,
    private readonly metrics: HeartbeatMetrics,
    verdicts: FreshVerdicts,
  ) {
    this.ends = new SilenceEnds(leases, verdicts);
    this.writer = new BeatWriter(leases, this.ends);
    this.held = new HeldRows(leases, this.writer, instance);
    metrics.watch(() => this.room.taken, MAX_WAITING);
    // Those whose rows are held by somebody keep no others waiting, and are left out.
    instance.watchWaiting(() => Math.min(...this.lanes.map(({ lane }) => lane.since)));
  }

  /**
   * Takes one heartbeat. @returns undefined where there is no such worker
   * @throws DomainError `superseded`, `worker_deregistered`, `database_busy`, `database_unavailable`
   */
  async take(beat: Beat): Promise<Beaten | undefined> {
    this.room.enter();
    return this.written(beat);
  }

  /**
   * Takes a part of a batch, of at most 2,000.
   * @returns what became of each, by id; who is missing is unknown
   * @throws DomainError `database_busy` where there is no room for it
   */
  async takeAll(beats: readonly Beat[]): Promise<Map<string, Beaten | Error>> {
    await this.room.enterMany(beats.length);
    const answers = new Map<string, Beaten | Error>();
    await new Promise<void>((resolve) => {
      let left = beats.length;
      const told = this.counting((answer, { id }) => {
        if (answer !== undefined) answers.set(id, answer);
        if ((left -= 1) === 0) resolve();
      });
      for (const beat of beats) this.add(new WaitingBeat(beat, told));
    });
    return answers;
  }

  /** What waits is written before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const { lane } of this.lanes) await lane.idle();
    await this.held.idle();
    await this.ends.idle();
  }

  private written(beat: Beat): Promise<Beaten | undefined> {
    return new Promise((resolve, reject) => {
      const told = this.counting((answer) => {
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
      this.add(new WaitingBeat(beat, told));
    });
  }

  private counting(told: Waiter): Waiter {
    return (answer, beat) => {
      this.room.leave();
      if (answer instanceof Error) this.instance.refuses(answer);
      else if (answer !== undefined) this.instance.took(beat.count);
      told(answer, beat);
    };
  }

  private add(waiting: WaitingBeat): void {
    // The last digits of an id are random; one worker is always in the same lane.
    const lane = this.lanes[Number.parseInt(waiting.beat.id.slice(-4), 16) % LANES]!;
    lane.pending.add(waiting);
    lane.lane.wake();
  }

  private newLane(): BeatLane {
    const pending = new PendingBeats();
    const lane = new Lane<WaitingBeat>(
      () => {
        const taken = pending.take(AT_ONCE);
        // When the first of those came that are left is not known: no earlier than this is held against us.
        if (!pending.isEmpty) lane.wake();
        return taken;
      },
      async (beats, since) => {
        const begun = performance.now();
        await this.write(beats);
        this.metrics.group(beats.length, since, begun, performance.now());
      },
    );
    return { pending, lane };
  }

  private async write(beats: readonly WaitingBeat[]): Promise<void> {
    const free = this.held.isEmpty ? beats : this.notHeld(beats);
    if (free.length === 0) return;
    const left = await this.writer.write(free, (each) => this.leases.renew(each));
    for (const waiting of left) this.held.add(waiting);
  }

  private notHeld(beats: readonly WaitingBeat[]): WaitingBeat[] {
    return beats.filter((waiting) => {
      const { id } = waiting.beat;
      if (this.held.has(id)) this.held.add(waiting);
      return !this.held.has(id);
    });
  }
}
