import { Injectable } from '@nestjs/common';
import type { BatchItem } from '../../platform/batch/batch-body.js';
import { forEachBreathing } from '../../platform/batch/breathe.js';
import { wavesOf } from '../../platform/batch/waves.js';
import { writeInChunks } from '../../platform/batch/write-in-chunks.js';
import { DomainError, validationFailed } from '../../platform/errors/domain-error.js';
import { readBody } from '../../platform/validation/read-body.js';
import { BatchResults } from '../batch-results.js';
import type { HeartbeatBatchAnswerDto, HeartbeatResultDto } from '../dto/answers.dto.js';
import { HeartbeatItemDto } from '../dto/heartbeat.dto.js';
import { leaseExpiresAt } from '../lease.js';
import { NamesCache } from '../names.cache.js';
import { commandsFor } from './commands.js';
import { HeartbeatAdvice } from './heartbeat-advice.js';
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
  constructor(
    private readonly names: NamesCache,
    private readonly lanes: HeartbeatLanes,
    private readonly advice: HeartbeatAdvice,
    private readonly metrics: HeartbeatMetrics,
  ) {}

  /** Takes many; repeats of a worker are merged, the later over the earlier, as if they had come one by one. */
  async beatMany(items: readonly BatchItem[]): Promise<HeartbeatBatchAnswerDto> {
    const results = new BatchResults<HeartbeatResultDto>();
    const beats = await this.read(items, results);
    for (const wave of await this.wavesOfMerged(beats)) {
      await writeInChunks(
        wave,
        (chunk) => this.take(chunk, results),
        ({ told, indexes }, error) => indexes.forEach((index) => results.refuse(index, told.workerId, error)),
      );
    }
    const all = results.inOrder(items.length);
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
      const { value: told, errors } = readBody(HeartbeatItemDto, item.value);
      if (errors.length === 0) beats.push({ told, indexes: [index] });
      else results.refuse(index, claimed(told.workerId), validationFailed(errors));
    });
    return beats;
  }

  /**
   * Heartbeats of one process become one, whichever of its names they carry. Those of another process of the same
   * worker go into another wave, as its fence is judged by itself.
   */
  private async wavesOfMerged(beats: readonly MergedBeat[]): Promise<MergedBeat[][]> {
    const known = await this.names.find([...new Set(beats.map(({ told }) => told.workerId))]);
    const idOf = ({ told }: MergedBeat): string => known.get(told.workerId)?.id ?? told.workerId;
    const merged = new Map<string, MergedBeat>();
    for (const beat of beats) {
      const life = JSON.stringify([idOf(beat), beat.told.bootId, beat.told.incarnation]);
      const earlier = merged.get(life);
      merged.set(life, earlier === undefined ? beat : merge(earlier, beat));
    }
    return wavesOf([...merged.values()], idOf);
  }

  private async take(chunk: readonly MergedBeat[], results: BatchResults<HeartbeatResultDto>): Promise<void> {
    const byName = new Map(chunk.map((beat) => [beat.told.workerId, beat] as const));
    const answers = await this.names.withFreshNames([...byName.keys()], (workers) =>
      this.lanes.takeAll(
        [...workers].map(([name, { id }]) => {
          const { told, indexes } = byName.get(name)!;
          return { ...told, id, count: indexes.length, shown: false };
        }),
      ),
    );
    for (const { told, indexes } of chunk) {
      const answer = answers.get(told.workerId)?.result ?? new DomainError('worker_not_registered');
      for (const index of indexes) {
        if (answer instanceof Error) results.refuse(index, told.workerId, answer);
        else results.accept(this.resultOf(answer, index, told.workerId));
      }
    }
  }

  private resultOf({ renewal, revokedJobs }: Beaten, index: number, workerId: string): HeartbeatResultDto {
    const commands = commandsFor(renewal);
    return {
      index,
      workerId,
      status: 200,
      leaseExpiresAt: leaseExpiresAt(renewal.renewedAt, this.advice.leaseMs),
      ...(commands.length > 0 && { commands }),
      ...(revokedJobs.length > 0 && { revokedJobs }),
    };
  }
}

function merge(earlier: MergedBeat, { told, indexes }: MergedBeat): MergedBeat {
  earlier.indexes.push(...indexes);
  return { told: mergeReports(earlier.told, told), indexes: earlier.indexes };
}

const claimed = (workerId: unknown): string | null => (typeof workerId === 'string' ? workerId : null);
