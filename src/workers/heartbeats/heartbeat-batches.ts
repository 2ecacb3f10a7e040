import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import type { Batch, Slice } from '../../platform/batch/batch.js';
import { forEachBreathing } from '../../platform/batch/breathe.js';
import { rememberingLast } from '../../platform/batch/remembering-last.js';
import { writeInChunks } from '../../platform/batch/write-in-chunks.js';
import { Instance } from '../../platform/instance/instance.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import { readWhatFits } from '../../platform/validation/read-what-fits.js';
import { BatchResults, type ResultSink } from '../batches/batch-results.js';
import type { HeartbeatResultDto, HeartbeatTotals } from './dto/heartbeat-answers.dto.js';
import { HeartbeatItemDto } from './dto/heartbeat.dto.js';
import { unknownWorker } from '../../identity/access/worker-scope.js';
import { NamesCache } from '../../fleet/names.cache.js';
import { beatOf, type Beat } from './store/beat.js';
import type { WorkerNames } from '../../fleet/store/worker.store.js';
import type { Moment } from '../../fleet/worker.js';
import { commandsFor } from './commands.js';
import { HeartbeatAdvice } from './heartbeat-advice.js';
import { HeartbeatFaults } from './heartbeat-faults.js';
import { HeartbeatLanes } from './heartbeat-lanes.js';
import { HeartbeatMetrics } from './heartbeat-metrics.js';
import { wavesOfMerged, type MergedBeat } from './merged-beats.js';
import { OutageWait } from './outage-wait.js';
import type { Renewal } from './store/renewal-row.js';
import type { Beaten } from './waiting-beat.js';

/** The shortest lease of its own that a worker of a batch has, in seconds; null if none has one. */
interface ShortestLease {
  seconds: number | null;
}

const shorter = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** Accepts heartbeats in batches, through the same lanes as single ones. */
@Injectable()
export class HeartbeatBatches {
  private readonly leaseEnd = rememberingLast((renewedAt: Moment) =>
    this.advice.leaseEndOf({ renewedAt, leaseSeconds: null }),
  );

  constructor(
    private readonly names: NamesCache,
    private readonly lanes: HeartbeatLanes,
    private readonly advice: HeartbeatAdvice,
    private readonly metrics: HeartbeatMetrics,
    private readonly faults: HeartbeatFaults,
    private readonly instance: Instance,
    private readonly outage: OutageWait,
  ) {}

  /**
   * Accepts many heartbeats; repeats of a worker are merged, later values win, as if they had arrived one by
   * one.
   */
  async beatMany(
    batch: Batch,
    sink: ResultSink<HeartbeatResultDto>,
    by: Caller = ANYONE,
  ): Promise<HeartbeatTotals> {
    const results = new BatchResults(this.counting(sink));
    const shortest: ShortestLease = { seconds: null };
    let outage: DomainError | undefined;
    for await (const slice of batch.slices()) {
      results.beginSlice(slice);
      const beats = await this.read(slice, results);
      const refuse = ({ report, indexes }: MergedBeat, error: unknown): void =>
        indexes.forEach((index) => results.addRefused(index, report.workerId, error));
      const known = outage ?? (await this.find(beats));
      if (known instanceof DomainError) {
        // Earlier slices are written, and the answer may have begun: the rest is refused.
        if (slice.first === 0) throw known;
        outage = known;
        for (const beat of beats) refuse(beat, outage);
      } else
        for (const wave of wavesOfMerged(beats, known, refuse))
          await writeInChunks(
            wave,
            (chunk) => this.instance.runAccepting(() => this.take(chunk, known, results, shortest, by)),
            refuse,
          );
      await results.endSlice();
    }
    return {
      ...results.requireTotals(),
      intervalSeconds: this.advice.shortestIntervalSeconds(shortest.seconds),
    };
  }

  /** Returns the workers of heartbeats by name, or why they cannot be looked up. */
  private async find(beats: readonly MergedBeat[]): Promise<ReadonlyMap<string, WorkerNames> | DomainError> {
    const names = [...new Set(beats.map(({ report }) => report.workerId))];
    try {
      const known = await this.instance.runAccepting(() =>
        this.outage.retryLookup(() => this.names.findWorkers(names)),
      );
      await nextTurn();
      return known;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  /** Returns the same sink, which also counts refusals. */
  private counting(sink: ResultSink<HeartbeatResultDto>): ResultSink<HeartbeatResultDto> {
    return {
      addResults: (results, bytes) => {
        for (const { code } of results) if (code !== undefined) this.metrics.refuseFor(code);
        return sink.addResults(results, bytes);
      },
    };
  }

  private async read(
    { first, items }: Slice,
    results: BatchResults<HeartbeatResultDto>,
  ): Promise<MergedBeat[]> {
    const beats: MergedBeat[] = [];
    await forEachBreathing(items, (item, position) => {
      const index = first + position;
      if ('error' in item) {
        results.refuseUnread(index, item);
        return;
      }
      const { value: report, errors, warnings, dropped } = readWhatFits(HeartbeatItemDto, item.value);
      if (errors.length > 0) {
        results.addRefused(index, statedName(report.workerId), validationFailed(errors, warnings));
        return;
      }
      beats.push({ report, indexes: [index], droppedJobs: report.droppedJobs?.slice(), faults: dropped });
      if (warnings.length > 0) results.noteWarnings(index, warnings);
    });
    return beats;
  }

  private async take(
    chunk: readonly MergedBeat[],
    known: ReadonlyMap<string, WorkerNames>,
    results: BatchResults<HeartbeatResultDto>,
    shortest: ShortestLease,
    by: Caller,
  ): Promise<void> {
    const byName = new Map<string, MergedBeat>();
    for (const beat of chunk) byName.set(beat.report.workerId, beat);
    const take = (workers: ReadonlyMap<string, WorkerNames>): Promise<Map<string, Beaten | Error>> => {
      const beats: Beat[] = [];
      for (const [name, { id }] of workers) {
        const { report, indexes, droppedJobs } = byName.get(name)!;
        beats.push(beatOf(report, id, { count: indexes.length, shown: undefined, by }, droppedJobs));
      }
      return this.lanes.takeAll(beats);
    };
    const answers = await this.names.withFreshNames([...byName.keys()], take, known);
    // One error for all: creating an error takes longer than everything else for an unknown worker.
    const missing = unknownWorker(by);
    for (const { report, indexes, faults } of chunk) {
      const answer = answers.get(report.workerId)?.result ?? missing;
      if (faults !== undefined && !(answer instanceof Error))
        this.faults.noteDropped(report.workerId, faults);
      if (!(answer instanceof Error))
        shortest.seconds = shorter(shortest.seconds, answer.renewal.leaseSeconds);
      for (const index of indexes) {
        if (answer instanceof Error) {
          this.faults.noteRefusal(report.workerId, answer);
          results.addRefused(index, report.workerId, answer);
        } else results.addAccepted(this.resultOf(answer, index, report.workerId, index === indexes.at(-1)));
      }
    }
  }

  private leaseEndOf({ renewedAt, leaseSeconds }: Renewal): Moment | null {
    return leaseSeconds === null
      ? this.leaseEnd(renewedAt)
      : this.advice.leaseEndOf({ renewedAt, leaseSeconds });
  }

  /** Of merged heartbeats, only the last result contains what the worker has to do. */
  private resultOf(
    { renewal, revokedJobs }: Beaten,
    index: number,
    workerId: string,
    isLast: boolean,
  ): HeartbeatResultDto {
    const commands = isLast ? commandsFor(renewal) : [];
    return {
      index,
      workerId,
      status: 200,
      leaseExpiresAt: this.leaseEndOf(renewal),
      ...(commands.length > 0 && { commands }),
      ...(isLast && revokedJobs.length > 0 && { revokedJobs }),
    };
  }
}

const statedName = (workerId: unknown): string | null => (typeof workerId === 'string' ? workerId : null);
