import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import { ANYONE, type Caller } from '../../identity/access/caller.js';
import { BatchesInHand, type BodyMemory } from '../../platform/batch/batches-in-hand.js';
import { batchOf, MOST_ITEMS, type Batch } from '../../platform/batch/batch.js';
import { UnreadAnswers } from '../../platform/batch/unread-answers.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { judgeQuery, readQuery } from '../../platform/validation/read-query.js';
import { withWarnings } from '../../platform/validation/require-body.js';
import { BatchRequest } from '../../platform/http/batch-request.js';
import { WrittenResults } from './batch-answer.js';
import type { BatchResultDto } from './dto/batch-answers.dto.js';
import { HeartbeatBatches } from '../heartbeats/heartbeat-batches.js';
import { RegisterBatchQuery } from '../registration/dto/register-batch.query.js';
import { RegistrationBatches } from '../registration/registration-batches.js';

/** A worker can register only itself: its batch can only contain repeats. */
const MOST_OF_ITSELF = 100;

/** Maximum number of items per transaction: it holds its locks for about a second. */
const MOST_AT_ONCE = 5000;

/** Processes batches that arrive over HTTP, within the limits of this process. */
@Injectable()
export class WorkerBatches {
  constructor(
    private readonly registrations: RegistrationBatches,
    private readonly heartbeats: HeartbeatBatches,
    private readonly inHand: BatchesInHand,
    private readonly unread: UnreadAnswers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @param body a {@link BatchRequest}, or a list that the application has parsed */
  async registerMany(body: unknown, query: unknown, caller: Caller = ANYONE): Promise<StreamableFile> {
    const options = readQuery(RegisterBatchQuery, query);
    const isWhole = options.allOrNothing === 'true';
    const withCredentials =
      options.credentials === undefined ? isJoining(caller) : options.credentials === 'true';
    const mostItems = isWorker(caller) ? MOST_OF_ITSELF : isWhole ? MOST_AT_ONCE : MOST_ITEMS;
    const { warnings } = judgeQuery(RegisterBatchQuery, query);
    return this.answer(body, mostItems, warnings, (batch, results) =>
      isWhole
        ? this.registrations.registerAll(batch, results, caller, withCredentials)
        : this.registrations.registerMany(batch, results, caller, withCredentials),
    );
  }

  /** @param body the same */
  beatMany(body: unknown, caller: Caller = ANYONE): Promise<StreamableFile> {
    const warnings = body instanceof BatchRequest ? body.warnings : [];
    return this.answer(body, MOST_ITEMS, warnings, (batch, results) =>
      this.heartbeats.beatMany(batch, results, caller),
    );
  }

  /** Answers while the batch is processed: a large answer begins as soon as its status is known. */
  private async answer<Result extends BatchResultDto>(
    body: unknown,
    mostItems: number,
    warnings: readonly string[],
    work: (batch: Batch, results: WrittenResults<Result>) => Promise<object>,
  ): Promise<StreamableFile> {
    const answer = this.unread.openAnswer();
    const written = this.inHand.runWithMemory(async (memory) => {
      const batch = await this.received(body, mostItems, memory);
      return this.inHand.inTurn(batch.length, async () => {
        const results = new WrittenResults<Result>(answer);
        results.addTotals(withWarnings(await work(batch, results), warnings));
      });
    });
    const length = await answer.readyWhile(written);
    return new StreamableFile(answer, { type: 'application/json; charset=utf-8', ...(length && { length }) });
  }

  private async received(body: unknown, mostItems: number, memory: BodyMemory): Promise<Batch> {
    if (!(body instanceof BatchRequest)) return batchOf(body, mostItems);
    const { batchLimitMib, bodyLimitKib } = this.settings.server;
    const limits = { bodyLimit: batchLimitMib * 1024 * 1024, itemLimit: bodyLimitKib * 1024 };
    return body.receive({ ...limits, mostItems, memory });
  }
}

/** Whether the caller registers workers that need the tokens: itself, or those that its join token admits. */
const isJoining = (caller: Caller): boolean => isWorker(caller) || caller.kind === 'joiner';

const isWorker = ({ kind }: Caller): boolean => kind === 'worker' || kind === 'certificate';
