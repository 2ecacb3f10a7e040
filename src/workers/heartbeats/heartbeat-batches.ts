import { Injectable } from '@nestjs/common';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import type { BatchItem } from '../../platform/batch/batch-body.js';
import { forEachBreathing } from '../../platform/batch/breathe.js';
import { rememberingLast } from '../../platform/batch/remembering-last.js';
import { wavesOf } from '../../platform/batch/waves.js';
import { writeInChunks } from '../../platform/batch/write-in-chunks.js';
import { Instance } from '../../platform/instance/instance.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import { readWhatFits } from '../../platform/validation/read-what-fits.js';
import { BatchResults } from '../batch-results.js';
import type { HeartbeatBatchAnswerDto, HeartbeatResultDto } from '../dto/answers.dto.js';
import { HeartbeatItemDto } from '../dto/heartbeat.dto.js';
import { leaseExpiresAt } from '../lease.js';
import { NamesCache } from '../names.cache.js';
import { beatOf, type Beat } from '../store/beat.js';
import type { WorkerNames } from '../store/worker.store.js';
import type { Moment } from '../worker.js';
import { commandsFor } from './commands.js';
import { HeartbeatAdvice } from './heartbeat-advice.js';
import { HeartbeatFaults } from './heartbeat-faults.js';
import { HeartbeatLanes } from './heartbeat-lanes.js';
import { HeartbeatMetrics } from './heartbeat-metrics.js';
import { mergeReports } from './merge-reports.js';
import type { Beaten } from './waiting-beat.js';

/** One heartbeat of a batch, or several of one process that are written as one. */
interface MergedBeat {
  readonly told: HeartbeatItemDto;
  /** Places in the batch of the heartbeats that it stands for. */
  readonly indexes: number[];
}

/** Takes heartbeats in batches, by the same way as single ones. */
@Injectable()
export class HeartbeatBatches {
  private readonly leaseEnd = rememberingLast((renewedAt: Moment) =>
    leaseExpiresAt(renewedAt, this.advice.leaseMs),
  );

  constructor(
    private readonly names: NamesCache,
    private readonly lanes: HeartbeatLanes,
    private readonly advice: HeartbeatAdvice,
    private readonly metrics: HeartbeatMetrics,
    private readonly faults: HeartbeatFaults,
    private readonly instance: Instance,
  ) {}

  /** Takes many; repeats of a worker are merged, the later over the earlier, as if they had come one by one. */
  async beatMany(items: readonly BatchItem[], by: Caller = ANYONE): Promise<HeartbeatBatchAnswerDto> {
    const results = new BatchResults<HeartbeatResultDto>(items.length);
    const beats = await this.read(items, results);
    const known = await this.instance.taking(() =>
      this.names.find([...new Set(beats.map(({ told }) => told.workerId))]),
    );
    for (const wave of wavesOfMerged(beats, known)) {
      await writeInChunks(
        wave,
        (chunk) => this.instance.taking(() => this.take(chunk, known, results, by)),
        ({ told, indexes }, error) => indexes.forEach((index) => results.refuse(index, told.workerId, error)),
      );
    }
    const all = results.inOrder();
    for (const { code } of all) if (code !== undefined) this.metrics.refuseFor(code);
    const succeeded = all.filter(({ status }) => status === 200).length;
    const intervalSeconds = this.advice.intervalSeconds();
    return { total: all.length, succeeded, failed: all.length - succeeded, intervalSeconds, results: all };
  }

  private async read(
    items: readonly BatchItem[],
    results: BatchResults<HeartbeatResultDto>,
  ): Promise<MergedBeat[]> {
    const beats: MergedBeat[] = [];
    await forEachBreathing(items, (item, index) => {
      if ('unreadable' in item) {
        results.unreadable(index, item.unreadable);
        return;
      }
      const { value: told, errors, warnings, dropped } = readWhatFits(HeartbeatItemDto, item.value);
      if (errors.length > 0) {
        results.refuse(index, claimed(told.workerId), validationFailed(errors, warnings));
        return;
      }
      beats.push({ told, indexes: [index] });
      if (warnings.length > 0) results.warn(index, warnings);
      if (dropped !== undefined) this.faults.dropped(told.workerId, dropped);
    });
    return beats;
  }

  private async take(
    chunk: readonly MergedBeat[],
    known: ReadonlyMap<string, WorkerNames>,
    results: BatchResults<HeartbeatResultDto>,
    by: Caller,
  ): Promise<void> {
    const byName = new Map<string, MergedBeat>();
    for (const beat of chunk) byName.set(beat.told.workerId, beat);
    const take = (workers: ReadonlyMap<string, WorkerNames>): Promise<Map<string, Beaten | Error>> => {
      const beats: Beat[] = [];
      for (const [name, { id }] of workers) {
        const { told, indexes } = byName.get(name)!;
        beats.push(beatOf(told, id, { count: indexes.length, shown: false, by }));
      }
      return this.lanes.takeAll(beats);
    };
    const answers = await this.names.withFreshNames([...byName.keys()], take, known);
    for (const { told, indexes } of chunk) {
      const answer = answers.get(told.workerId)?.result ?? new DomainError('worker_not_registered');
      for (const index of indexes) {
        if (answer instanceof Error) {
          this.faults.refused(told.workerId, answer);
          results.refuse(index, told.workerId, answer);
        } else results.accept(this.resultOf(answer, index, told.workerId));
      }
    }
  }

  private resultOf({ renewal, revokedJobs }: Beaten, index: number, workerId: string): HeartbeatResultDto {
    const commands = commandsFor(renewal);
    return {
      index,
      workerId,
      status: 200,
      leaseExpiresAt: this.leaseEnd(renewal.renewedAt),
      ...(commands.length > 0 && { commands }),
      ...(revokedJobs.length > 0 && { revokedJobs }),
    };
  }
}

/**
 * Heartbeats of one process become one, whichever of its names they carry. Those of another process of the same
 * worker go into another wave, as its fence is judged by itself.
 */
function wavesOfMerged(
  beats: readonly MergedBeat[],
  known: ReadonlyMap<string, WorkerNames>,
): MergedBeat[][] {
  const idOf = ({ told }: MergedBeat): string => known.get(told.workerId)?.id ?? told.workerId;
  const merged = new Map<string, MergedBeat>();
  for (const beat of beats) {
    const life = lifeOf(idOf(beat), beat.told);
    const earlier = merged.get(life);
    merged.set(life, earlier === undefined ? beat : merge(earlier, beat));
  }
  return wavesOf([...merged.values()], idOf);
}

/** No id or workerId looks like a list. */
const lifeOf = (id: string, { bootId, incarnation }: HeartbeatItemDto): string =>
  bootId === undefined && incarnation === undefined ? id : JSON.stringify([id, bootId, incarnation]);

function merge(earlier: MergedBeat, { told, indexes }: MergedBeat): MergedBeat {
  earlier.indexes.push(...indexes);
  return { told: mergeReports(earlier.told, told), indexes: earlier.indexes };
}

const claimed = (workerId: unknown): string | null => (typeof workerId === 'string' ? workerId : null);
