import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Instance } from '../../platform/instance/instance.js';
import { LeaseWatch } from '../../detection/watch/lease-watch.service.js';
import { FreshVerdicts } from '../fresh-verdicts.js';
import type { Beat } from './store/beat.js';
import { LeaseStore } from './store/lease.store.js';
import { BeatGroups } from './beat-groups.js';
import { BeatWriter } from './beat-writer.js';
import { HeartbeatMetrics } from './heartbeat-metrics.js';
import { HeldRows } from './held-rows.js';
import { MAX_WAITING, Room } from './room.js';
import { SilenceEnds } from './silence-ends.js';
import { WaitingBeat, type Beaten, type Waiter } from './waiting-beat.js';

/**
 * Writes all heartbeats to the database as a group commit: one statement covers all that arrived while the
 * previous one ran, and each is answered only when it is committed.
 */
@Injectable()
export class HeartbeatLanes implements BeforeApplicationShutdown {
  private readonly room = new Room();
  private readonly ends: SilenceEnds;
  private readonly writer: BeatWriter;
  private readonly held: HeldRows;
  private readonly groups = new BeatGroups(async (beats, since) => {
    const begun = performance.now();
    await this.write(beats);
    this.metrics.group(beats.length, since, begun, performance.now());
  });

  constructor(
    private readonly leases: LeaseStore,
    private readonly instance: Instance,
    private readonly metrics: HeartbeatMetrics,
    verdicts: FreshVerdicts,
    watch: LeaseWatch,
  ) {
    this.ends = new SilenceEnds(leases, verdicts);
    this.writer = new BeatWriter(leases, this.ends, watch);
    this.held = new HeldRows(leases, this.writer, instance);
    metrics.watch(() => this.room.taken, MAX_WAITING);
    // Heartbeats with locked rows do not delay others, and are skipped.
    instance.watchWaiting(() => this.groups.since);
  }

  /**
   * Accepts one heartbeat.
   * @returns undefined if there is no such worker
   * @throws DomainError `superseded`, `worker_deregistered`, `database_busy`, `database_unavailable`
   */
  async take(beat: Beat): Promise<Beaten | undefined> {
    this.room.enter();
    return this.written(beat);
  }

  /**
   * Accepts a chunk of a batch, up to 2,000.
   * @returns results by id; unknown workers are missing
   * @throws DomainError `database_busy` if there is no room for it
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
      for (const beat of beats) this.groups.add(new WaitingBeat(beat, told));
    });
    return answers;
  }

  /** Waiting heartbeats are written before the database is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.groups.idle();
    await this.held.idle();
    await this.ends.idle();
  }

  private written(beat: Beat): Promise<Beaten | undefined> {
    return new Promise((resolve, reject) => {
      const told = this.counting((answer) => {
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      });
      this.groups.add(new WaitingBeat(beat, told));
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
