import type { AnswerStream } from '../../platform/batch/answer-stream.js';
import { Breath } from '../../platform/batch/breathe.js';
import type { ResultSink } from './batch-results.js';
import type { BatchResultDto } from './dto/batch-answers.dto.js';
import type { HeartbeatResultDto } from '../heartbeats/dto/heartbeat-answers.dto.js';
import type { RegistrationResultDto } from '../registration/dto/registration-answers.dto.js';

/** Limit of an answer: twice the size of its request plus 64 KiB, one of which is for the totals. */
const PER_BYTE = 2;
const ALLOWANCE = 63 * 1024;

type AnyResult = BatchResultDto & HeartbeatResultDto & RegistrationResultDto;

/** Keeps all results, for callers in the same process. */
export class ListedResults<Result> implements ResultSink<Result> {
  readonly results: Result[] = [];

  addResults(results: readonly Result[]): Promise<number> {
    for (const result of results) this.results.push(result);
    return Promise.resolve(0);
  }
}

/**
 * Writes the answer to a batch, slice by slice. Results that the client must act upon are always listed; the
 * others have as much room as the request earned: they are first shortened, then omitted.
 */
export class WrittenResults<Result extends BatchResultDto> implements ResultSink<Result> {
  private room = ALLOWANCE;
  /** What precedes the next result. */
  private before = '{"results":[';
  /** Whether the status is 200: a batch of which nothing can be written is answered with 503. */
  private isCertain = false;

  constructor(private readonly answer: AnswerStream) {}

  async addResults(results: readonly Result[], bytes: number): Promise<number> {
    this.room += bytes * PER_BYTE;
    this.isCertain ||= results.some(({ status }) => status !== 503);
    const texts = await writeEach(results);
    const needed = results.reduce((sum, each, at) => sum + (mustBeListed(each) ? 0 : sizeOf(texts[at]!)), 0);
    if (needed <= this.room) {
      this.room -= needed;
      this.write(texts);
      return 0;
    }
    const listed: string[] = [];
    for (const [at, result] of results.entries()) {
      const text = mustBeListed(result) ? texts[at]! : this.shortened(result);
      if (text !== undefined) listed.push(text);
    }
    this.write(listed);
    return results.length - listed.length;
  }

  /** Ends the answer. */
  addTotals(totals: object): void {
    const open = this.before === ',' ? '' : this.before;
    this.answer.append(Buffer.from(`${open}],${JSON.stringify(totals).slice(1)}`), this.isCertain);
    this.answer.complete();
  }

  private shortened(result: Result): string | undefined {
    const { index, workerId, status, code, message } = result;
    const text = JSON.stringify({ index, workerId, status, code, message });
    if (sizeOf(text) > this.room) return undefined;
    this.room -= sizeOf(text);
    return text;
  }

  private write(texts: readonly string[]): void {
    if (texts.length === 0) return;
    this.answer.append(Buffer.from(this.before + texts.join(',')), this.isCertain);
    this.before = ',';
  }
}

/** Including the preceding comma. */
const sizeOf = (text: string): number => Buffer.byteLength(text) + 1;

async function writeEach(results: readonly BatchResultDto[]): Promise<string[]> {
  const breath = new Breath();
  await breath.turn();
  const texts: string[] = [];
  for (const [at, result] of results.entries()) {
    if (at % 100 === 99 && breath.isDue) await breath.turn();
    texts.push(JSON.stringify(result));
  }
  return texts;
}

/** Whether the client would lose a token, an order or a job without the result. */
function mustBeListed(result: BatchResultDto): boolean {
  const { credentials, commands, revokedJobs, releasedJobs } = result as AnyResult;
  return [credentials, commands, revokedJobs, releasedJobs].some((each) => each !== undefined);
}
