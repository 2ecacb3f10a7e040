import { Injectable } from '@nestjs/common';
import type { BatchItem } from '../platform/batch/batch-body.js';
import { forEachBreathing } from '../platform/batch/breathe.js';
import { wavesOf } from '../platform/batch/waves.js';
import { writeInChunks } from '../platform/batch/write-in-chunks.js';
import { DomainError, validationFailed } from '../platform/errors/domain-error.js';
import { readBody, requireBody } from '../platform/validation/read-body.js';
import { BatchResults } from './batch-results.js';
import type { HeartbeatAnswerDto, HeartbeatBatchAnswerDto, HeartbeatResultDto } from './dto/answers.dto.js';
import { HeartbeatDto, HeartbeatItemDto } from './dto/heartbeat.dto.js';
import { workerStateDto } from './dto/worker.dto.js';
import { HeartbeatAdvice } from './heartbeat-advice.js';
import { leaseExpiresAt } from './lease.js';
import { NamesCache } from './names.cache.js';
import { refusalOf } from './refusal.js';
import { LeaseStore, type Beat } from './store/lease.store.js';
import type { WorkerNames } from './store/worker.store.js';
import type { WorkerState } from './worker.js';

interface Taken {
  readonly worker: WorkerNames;
  readonly state: WorkerState;
}

/** Takes heartbeats: each renews a lease. */
@Injectable()
export class HeartbeatIntake {
  constructor(
    private readonly names: NamesCache,
    private readonly leases: LeaseStore,
    private readonly advice: HeartbeatAdvice,
  ) {}

  /** @throws DomainError `validation_failed`, `worker_not_registered`, `superseded`, `worker_deregistered` */
  async beat(name: string, body: unknown): Promise<HeartbeatAnswerDto> {
    const told = requireBody(HeartbeatDto, body ?? {});
    const taken = (await this.take(new Map([[name, told]]))).get(name);
    if (taken instanceof DomainError) throw taken;
    const worker = workerStateDto(taken!.worker.workerId, taken!.state, this.advice.leaseMs);
    return {
      success: true,
      message: 'Heartbeat processed successfully',
      worker,
      heartbeat: this.advice.of(worker.leaseExpiresAt),
      commands: commandsFor(taken!.state),
      revokedJobs: [],
    };
  }

  /** Takes many; repeats of a worker are merged, the later over the earlier, as if they had come one by one. */
  async beatMany(items: readonly BatchItem[]): Promise<HeartbeatBatchAnswerDto> {
    const results = new BatchResults<HeartbeatResultDto>();
    const merged = new Map<string, { told: HeartbeatItemDto; indexes: number[] }>();
    await forEachBreathing(items, (item, index) => {
      if ('unreadable' in item) {
        results.unreadable(index, item.unreadable);
        return;
      }
      const { value: told, errors } = readBody(HeartbeatItemDto, item.value);
      if (errors.length > 0) {
        results.refuse(
          index,
          typeof told.workerId === 'string' ? told.workerId : null,
          validationFailed(errors),
        );
        return;
      }
      // Another process's heartbeat is not merged with this one's: its fence is judged by itself.
      const key = JSON.stringify([told.workerId, told.bootId, told.incarnation]);
      const earlier = merged.get(key);
      merged.set(key, { told: { ...earlier?.told, ...told }, indexes: [...(earlier?.indexes ?? []), index] });
    });
    for (const wave of wavesOf([...merged.values()], ({ told }) => told.workerId)) {
      await writeInChunks(
        wave,
        async (chunk) => {
          const answers = await this.take(new Map(chunk.map(({ told }) => [told.workerId, told])));
          for (const { told, indexes } of chunk)
            this.note(indexes, told.workerId, answers.get(told.workerId)!, results);
        },
        ({ told, indexes }, error) => indexes.forEach((index) => results.refuse(index, told.workerId, error)),
      );
    }
    const all = results.inOrder(items.length);
    const succeeded = all.filter(({ status }) => status === 200).length;
    const { intervalSeconds } = this.advice;
    return { total: all.length, succeeded, failed: all.length - succeeded, intervalSeconds, results: all };
  }

  private note(
    indexes: readonly number[],
    workerId: string,
    answer: Taken | DomainError,
    results: BatchResults<HeartbeatResultDto>,
  ): void {
    for (const index of indexes) {
      if (answer instanceof DomainError) {
        results.refuse(index, workerId, answer);
        continue;
      }
      const expires = leaseExpiresAt(answer.state.leaseRenewedAt, this.advice.leaseMs);
      const commands = commandsFor(answer.state);
      results.accept({
        index,
        workerId,
        status: 200,
        leaseExpiresAt: expires?.toISOString() ?? null,
        ...(commands.length > 0 && { commands }),
      });
    }
  }

  /** One statement for all; only who comes back from it is acknowledged. */
  private async take(told: ReadonlyMap<string, HeartbeatDto>): Promise<Map<string, Taken | DomainError>> {
    const byName = await this.names.withFreshNames(
      [...told.keys()],
      async (workers): Promise<Map<string, WorkerState | DomainError>> => {
        const beats = new Map<string, Beat>();
        for (const [name, { id }] of workers) beats.set(id, { ...beats.get(id), ...told.get(name), id });
        const renewed = await this.leases.renew([...beats.values()]);
        const refused = await this.refusals([...beats.keys()].filter((id) => !renewed.has(id)));
        return new Map<string, WorkerState | DomainError>([...renewed, ...refused]);
      },
    );
    const answers = new Map<string, Taken | DomainError>();
    for (const name of told.keys()) {
      const answer = byName.get(name);
      if (answer === undefined) answers.set(name, new DomainError('worker_not_registered'));
      else if (answer.result instanceof DomainError) answers.set(name, answer.result);
      else answers.set(name, { worker: answer.worker, state: answer.result });
    }
    return answers;
  }

  private async refusals(ids: readonly string[]): Promise<[string, DomainError][]> {
    if (ids.length === 0) return [];
    const there = await this.leases.findRefusals(ids);
    return [...there].map(([id, refusal]) => [id, refusalOf(refusal)]);
  }
}

/** What the worker is asked to do, derived from the order that it is under. */
function commandsFor({ orderKind }: WorkerState): string[] {
  if (orderKind === null) return [];
  return [orderKind === 'DRAINING' ? 'drain' : 'maintenance'];
}
