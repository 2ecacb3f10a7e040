import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { LeaseWatch, type Unwritten } from '../../../detection/watch/lease-watch.service.js';
import { intervalRulesOf, leaseMsOr, nextIntervalSeconds, wholeMs } from '../../../fleet/lease.js';
import { Suspicion } from '../../../fleet/suspicion.js';
import { SETTINGS, type Settings } from '../../../platform/config/settings.js';
import { Instance } from '../../../platform/instance/instance.js';
import { Metrics } from '../../../platform/observability/metrics.js';
import { reportText } from '../store/beat-columns.js';
import type { Beat } from '../store/beat.js';
import type { Renewal } from '../store/renewal-row.js';
import { ChangedWorkers } from './changed-workers.js';
import { fingerprintOf } from './fingerprint.js';
import { LeaseMoves } from './lease-moves.js';
import { RecentChanges } from './recent-changes.js';
import { StoredBeats, type Fingerprint } from './stored-beats.js';

/** A heartbeat without a report changes nothing, whatever the one before it reported. */
const NO_REPORT = reportText({ id: '', count: 1, shown: undefined });

/** A larger share of the margin of lateness is written: twice the worst lateness of a worker widens it. */
const UNWRITTEN_SHARE = 0.5;

/**
 * Decides which heartbeats need not be written (setting `heartbeat-write`): those that change nothing stored, of a healthy
 * worker without an order, while its stored lease has more than half of its time left. They are answered with that lease.
 *
 * Only the instance that wrote the last heartbeat decides so, and only while it knows what happens elsewhere: events in the
 * journal, leases renewed by other instances, its own gaps. Whatever happens to a worker, its next heartbeat is written.
 */
@Injectable()
export class UnchangedBeats implements OnModuleInit {
  private readonly beats = new StoredBeats();
  private readonly recent = new RecentChanges();
  private readonly isOn: boolean;
  private readonly leaseMs: number;
  private readonly floorSeconds: number;
  private readonly mostLateSeconds: number;
  private unwritten = 0;

  constructor(
    private readonly changes: ChangedWorkers,
    private readonly moves: LeaseMoves,
    private readonly watch: LeaseWatch,
    private readonly suspicion: Suspicion,
    private readonly instance: Instance,
    private readonly metrics: Metrics,
    @Inject(SETTINGS) { worker }: Settings,
  ) {
    this.isOn = worker.heartbeatWrite === 'changes';
    this.leaseMs = intervalRulesOf(worker).leaseMs;
    this.floorSeconds = worker.suspectFloorSeconds;
    this.mostLateSeconds = this.floorSeconds * UNWRITTEN_SHARE;
  }

  onModuleInit(): void {
    this.metrics.addCounter({
      name: 'worker_registration_heartbeats_unwritten_total',
      help: 'Accepted heartbeats that changed nothing and were answered with the stored lease, without a write.',
      read: () => [[{}, this.unwritten]],
    });
    this.metrics.addGauge({
      name: 'worker_registration_heartbeats_remembered_bytes',
      help: 'Memory in which this process remembers the heartbeats that it wrote last.',
      read: () => [[{}, this.beats.bytes]],
    });
    if (!this.isOn) return;
    this.changes.startListening((ids) =>
      ids === undefined ? this.allChanged() : ids.forEach((id) => this.changed(id)),
    );
    this.moves.startListening((id) => (id === undefined ? this.allChanged() : this.moved(id)));
    this.instance.onGap(() => this.allChanged());
    this.watch.onLostSession((id) => {
      this.changed(id);
      this.moves.notifyMove(undefined, id);
    });
    this.watch.supplyUnwritten({
      take: (id) => this.takeUnwritten(id),
      giveBack: (unwritten) => this.beats.giveBack(unwritten.id, unwritten),
      forget: (id) => this.beats.forgetWorker(id),
    });
  }

  /** Whether a heartbeat need not be written, as far as known. Notes nothing. */
  isUnchanged(beat: Beat): boolean {
    if (!this.isOn) return false;
    return this.unchangedAt(this.beats.findEntry(beat.id), beat, performance.now()) !== undefined;
  }

  /** Returns the stored lease to answer a heartbeat with, which then counts as accepted; undefined if it must be written. */
  answerUnchanged(beat: Beat): Renewal | undefined {
    if (!this.isOn) return undefined;
    const now = performance.now();
    const entry = this.beats.findEntry(beat.id);
    const stored = this.unchangedAt(entry, beat, now);
    if (stored === undefined) return undefined;
    const lateSeconds = (now - stored.dueAt) / 1000;
    const leaseSeconds = leaseMsOr(stored.leaseSeconds, this.leaseMs) / 1000;
    // The row expects a heartbeat by then, however large the fleet has become.
    const latest = stored.intervalSeconds + (stored.validUntil - now) / 1000;
    const chance = beat.shown === undefined ? 0 : Math.random();
    const seconds = Math.min(wholeMs(latest), nextIntervalSeconds(this.largestSeconds(leaseSeconds), chance));
    if (!this.watch.noteHeartbeat(beat.id, seconds)) return undefined;
    this.beats.noteUnwritten(entry, beat.count, now, lateSeconds, now + seconds * 1000);
    this.unwritten += beat.count;
    return {
      renewedAt: new Date(stored.renewedAt).toISOString(),
      leaseSeconds: stored.leaseSeconds,
      presence: 'PRESENT',
      orderKind: null,
      hasRevokedJobs: false,
      endsSilence: false,
      isSettled: true,
      movedFrom: undefined,
      intervalSeconds: beat.shown === undefined ? undefined : seconds,
      state: undefined,
    };
  }

  /** Returns a heartbeat to write, with what the unwritten ones before it left. Until it is stored, others follow it. */
  toWrite(beat: Beat): Beat {
    const entry = this.isOn ? this.beats.findEntry(beat.id) : -1;
    if (entry < 0) return beat;
    this.beats.invalidateEntry(entry);
    const { count, worstLate, dueAt } = this.beats.takeLeft(entry);
    const late = dueAt === Infinity ? undefined : Math.max(worstLate, (performance.now() - dueAt) / 1000);
    return { ...beat, unwritten: count, unwrittenLate: worstLate, late };
  }

  /**
   * Notes that a heartbeat of {@link toWrite} was not written, as far as known: the next one carries what the unwritten ones
   * before it have left.
   */
  noteNotStored({ id, unwritten = 0, unwrittenLate = 0 }: Beat): void {
    if (this.isOn) this.beats.giveBack(id, { count: unwritten, worstLate: unwrittenLate });
  }

  /**
   * Remembers a written heartbeat.
   * @param begun when its statement began, by `performance.now()`
   * @param isLast whether no other heartbeat of the worker waits to be written
   */
  noteStored(beat: Beat, renewal: Renewal, begun: number, isLast: boolean): void {
    if (!this.isOn) return;
    const { id } = beat;
    if (renewal.movedFrom !== undefined) this.moves.notifyMove(renewal.movedFrom, id);
    if (renewal.presence !== 'PRESENT') {
      this.beats.forgetWorker(id);
      return;
    }
    const leaseSeconds = leaseMsOr(renewal.leaseSeconds, this.leaseMs) / 1000;
    const isValid = renewal.isSettled && isLast && !this.recent.hasSince(id, begun);
    const intervalSeconds =
      renewal.intervalSeconds ?? nextIntervalSeconds(this.largestSeconds(leaseSeconds), 0);
    this.beats.storeBeat(id, {
      renewedAt: Date.parse(renewal.renewedAt),
      leaseSeconds: renewal.leaseSeconds,
      validUntil: isValid ? begun + this.suspicion.unwrittenSeconds(leaseSeconds) * 1000 : 0,
      intervalSeconds,
      dueAt: performance.now() + intervalSeconds * 1000,
      fence: fenceOf(beat),
      report: fingerprintOf(reportText(beat)),
    });
  }

  /** A known worker has registered here: nothing of before is valid, on any instance. */
  noteRegistered(id: string): void {
    if (!this.isOn) return;
    this.moved(id);
    this.moves.notifyMove(undefined, id);
  }

  /** Returns what is stored of the worker of an entry, if the heartbeat changes nothing of it. */
  private unchangedAt(entry: number, beat: Beat, now: number): ReturnType<StoredBeats['validAt']> {
    if (entry < 0 || !this.moves.isLive || !this.changes.isCurrent(now)) return undefined;
    const stored = this.beats.validAt(entry, now);
    if (stored === undefined || !this.isEqual(entry, beat)) return undefined;
    return (now - stored.dueAt) / 1000 > this.mostLateSeconds ? undefined : stored;
  }

  private largestSeconds(leaseSeconds: number): number {
    return Math.min(this.suspicion.longestSeconds, leaseSeconds / 3);
  }

  private isEqual(entry: number, beat: Beat): boolean {
    if (beat.droppedJobs !== undefined && beat.droppedJobs.length > 0) return false;
    if (!this.beats.isOf(entry, fenceOf(beat))) return false;
    const report = reportText(beat);
    return report === NO_REPORT || this.beats.isReport(entry, fingerprintOf(report));
  }

  private changed(id: string): void {
    this.recent.add(id, performance.now());
    const entry = this.beats.findEntry(id);
    if (entry >= 0) this.beats.invalidateEntry(entry);
  }

  private allChanged(): void {
    this.recent.addAll(performance.now());
    this.beats.invalidateAll();
  }

  /** Its lease was renewed, and not by a heartbeat here: what is known of it is out of date. */
  private moved(id: string): void {
    this.recent.add(id, performance.now());
    const entry = this.beats.findEntry(id);
    if (entry >= 0) this.beats.outdateEntry(entry);
  }

  private takeUnwritten(id: string): Unwritten | undefined {
    const entry = this.beats.findEntry(id);
    if (entry < 0) return undefined;
    this.beats.invalidateEntry(entry);
    const { count, worstLate, heardAt, dueAt } = this.beats.takeLeft(entry);
    const now = performance.now();
    return {
      id,
      count,
      worstLate,
      heardSecondsAgo: heardAt === undefined ? undefined : (now - heardAt) / 1000,
      lateSeconds: dueAt === Infinity ? this.floorSeconds : Math.max(0, (now - dueAt) / 1000),
    };
  }
}

/** What the statements check of the sender of a heartbeat. */
const fenceOf = ({ bootId, incarnation, scope, proved }: Beat): Fingerprint =>
  fingerprintOf(JSON.stringify([bootId, incarnation, scope, proved]));
