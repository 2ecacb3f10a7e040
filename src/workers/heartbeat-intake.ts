import { Injectable } from '@nestjs/common';
import { ANYONE, lifeOf, type Caller } from '../identity/access/caller.js';
import { IdentityService, type Proof } from '../identity/identity.service.js';
import { requireReadable, type BatchItem } from '../platform/batch/batch-body.js';
import { forEachBreathing } from '../platform/batch/breathe.js';
import { wavesOf } from '../platform/batch/waves.js';
import { writeInChunks } from '../platform/batch/write-in-chunks.js';
import { DomainError, validationFailed } from '../platform/errors/domain-error.js';
import { readBody, requireBody } from '../platform/validation/read-body.js';
import { BatchResults } from './batch-results.js';
import type { HeartbeatAnswerDto, HeartbeatBatchAnswerDto, HeartbeatResultDto } from './dto/answers.dto.js';
import { HeartbeatDto, HeartbeatItemDto } from './dto/heartbeat.dto.js';
import { workerStateDto } from './dto/worker.dto.js';
import { FreshVerdicts } from './fresh-verdicts.js';
import { HeartbeatAdvice } from './heartbeat-advice.js';
import { leaseExpiresAt } from './lease.js';
import { mergeBeats, type MergedBeat } from './merge-beats.js';
import { NamesCache } from './names.cache.js';
import { refusalOf, supersededError } from './refusal.js';
import { LeaseStore, type Beat, type Renewal } from './store/lease.store.js';
import type { WorkerNames } from './store/worker.store.js';
import { WorkerTokens } from './worker-tokens.js';
import type { WorkerState } from './worker.js';

/** A heartbeat that was taken: the worker after it, and jobs of which it is to be told. */
interface Beaten {
  readonly state: WorkerState;
  readonly revokedJobs: readonly string[];
}

interface Taken extends Beaten {
  readonly worker: WorkerNames;
}

/** Takes heartbeats: each renews a lease. */
@Injectable()
export class HeartbeatIntake {
  constructor(
    private readonly names: NamesCache,
    private readonly leases: LeaseStore,
    private readonly advice: HeartbeatAdvice,
    private readonly verdicts: FreshVerdicts,
    private readonly identity: IdentityService,
    private readonly tokens: WorkerTokens,
  ) {}

  /**
   * @param by who sends it; a worker's token fences by the life that it stands for
   * @throws DomainError `validation_failed`, `worker_not_registered`, `superseded`, `worker_deregistered`
   */
  async beat(name: string, body: unknown, by: Caller = ANYONE): Promise<HeartbeatAnswerDto> {
    const caller = lifeOf(by);
    requireReadable(body);
    const told = requireBody(HeartbeatDto, body ?? {});
    const taken =
      caller === undefined
        ? (await this.take(new Map([[name, told]]))).get(name)!
        : await this.takeFrom(caller, told);
    if (taken instanceof DomainError) throw taken;
    const worker = workerStateDto(taken.worker.workerId, taken.state, this.advice.leaseMs);
    const next = caller && this.identity.renewal(caller);
    return {
      success: true,
      message: 'Heartbeat processed successfully',
      worker,
      heartbeat: this.advice.of(worker.leaseExpiresAt),
      ...(next && { accessToken: next.accessToken, accessTokenExpiresAt: next.expiresAt }),
      commands: commandsFor(taken.state),
      revokedJobs: [...taken.revokedJobs],
    };
  }

  /** Takes many; repeats of a worker are merged, the later over the earlier, as if they had come one by one. */
  async beatMany(items: readonly BatchItem[]): Promise<HeartbeatBatchAnswerDto> {
    const results = new BatchResults<HeartbeatResultDto>();
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
    for (const wave of await this.wavesOfMerged(beats)) {
      await writeInChunks(
        wave,
        async (chunk) => {
          const answers = await this.take(
            new Map(chunk.map(({ told, indexes }) => [told.workerId, { ...told, count: indexes.length }])),
          );
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
      merged.set(life, earlier === undefined ? beat : mergeBeats(earlier, beat));
    }
    return wavesOf([...merged.values()], idOf);
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
        ...(answer.revokedJobs.length > 0 && { revokedJobs: answer.revokedJobs }),
      });
    }
  }

  /** One statement for all; only who comes back from it is acknowledged. */
  private async take(told: ReadonlyMap<string, Omit<Beat, 'id'>>): Promise<Map<string, Taken | DomainError>> {
    const byName = await this.names.withFreshNames([...told.keys()], (workers) =>
      this.renew([...workers].map(([name, { id }]) => ({ ...told.get(name), id }))),
    );
    const answers = new Map<string, Taken | DomainError>();
    for (const name of told.keys()) {
      const answer = byName.get(name);
      if (answer === undefined) answers.set(name, new DomainError('worker_not_registered'));
      else if (answer.result instanceof DomainError) answers.set(name, answer.result);
      else answers.set(name, { worker: answer.worker, ...answer.result });
    }
    return answers;
  }

  /** The heartbeat of whoever shows a token, which names its record: no name is looked up. */
  private async takeFrom(caller: Proof, told: HeartbeatDto): Promise<Taken | DomainError> {
    const { id, workerId, incarnation } = caller;
    if ((told.incarnation ?? incarnation) !== incarnation) return supersededError();
    const answer = (await this.renew([{ ...told, id, incarnation }])).get(id);
    if (answer === undefined) return this.tokens.missing(caller);
    return answer instanceof DomainError ? answer : { worker: { id, workerId }, ...answer };
  }

  /** Who is missing in the answer is unknown. */
  private async renew(beats: readonly Beat[]): Promise<Map<string, Beaten | DomainError>> {
    const renewed = await this.leases.renew(beats);
    const refused = await this.refusals(beats.map(({ id }) => id).filter((id) => !renewed.has(id)));
    return new Map<string, Beaten | DomainError>([...(await this.settle(beats, renewed)), ...refused]);
  }

  /** Whoever is back from a silence is judged, and told of the jobs that were taken from it. */
  private async settle(
    beats: readonly Beat[],
    renewed: ReadonlyMap<string, Renewal>,
  ): Promise<[string, Beaten][]> {
    const all = [...renewed];
    const back = all.filter(([, { endsSilence }]) => endsSilence).map(([id]) => id);
    const judged = await this.verdicts.judge(back);
    const poorer = all.filter(([, { state }]) => state.hasRevokedJobs).map(([id]) => id);
    const revoked = await this.leases.revoked(poorer, beats);
    return all.map(([id, { state }]) => [
      id,
      { state: judged.get(id) ?? state, revokedJobs: revoked.get(id) ?? [] },
    ]);
  }

  private async refusals(ids: readonly string[]): Promise<[string, DomainError][]> {
    if (ids.length === 0) return [];
    const there = await this.leases.findRefusals(ids);
    return [...there].map(([id, refusal]) => [id, refusalOf(refusal)]);
  }
}

const claimed = (workerId: unknown): string | null => (typeof workerId === 'string' ? workerId : null);

/** What the worker is asked to do, derived from the order that it is under. */
function commandsFor({ orderKind, presence }: WorkerState): string[] {
  if (presence === 'DEREGISTERED') return ['stop'];
  if (orderKind === null) return [];
  return [orderKind === 'DRAINING' ? 'drain' : 'maintenance'];
}
