import { Logger } from '@nestjs/common';
import { DomainError } from '../platform/errors/domain-error.js';
import { problemOf } from '../platform/errors/problem.js';
import type { BatchResultDto } from './dto/answers.dto.js';

/** Collects what became of each item of a batch. */
export class BatchResults<Result extends BatchResultDto> {
  private static readonly logger = new Logger('Batch');
  private readonly byIndex: Result[];
  /** What was odd about items before it was known what becomes of them. */
  private readonly odd = new Map<number, readonly string[]>();

  /** @param length how many items there are */
  constructor(length: number) {
    this.byIndex = Array.from({ length });
  }

  /** To be called before the item is accepted. */
  warn(index: number, warnings: readonly string[]): void {
    this.odd.set(index, warnings);
  }

  accept(result: Result): void {
    const warnings = this.odd.get(result.index);
    this.byIndex[result.index] = warnings === undefined ? result : { ...result, warnings };
  }

  refuse(index: number, workerId: string | null, error: unknown): void {
    if (!(error instanceof DomainError)) BatchResults.logger.error(error);
    const known = error instanceof DomainError ? error : new DomainError('internal_error');
    const { status, code, message, errors, warnings } = problemOf(known);
    const odd = { ...(errors && { errors }), ...(warnings && { warnings }) };
    this.byIndex[index] = { index, workerId, status, code, message, ...odd } as Result;
  }

  unreadable(index: number, reason: string): void {
    this.refuse(index, null, new DomainError('malformed_json', { message: `Not JSON: ${reason}` }));
  }

  /**
   * All results, in the order of the request.
   * @throws DomainError where nothing at all could be written, so that the client sees 503 and repeats the batch
   */
  inOrder(): Result[] {
    const all = this.byIndex;
    const code = all[0]?.code;
    if (code !== undefined && all.every(({ status }) => status === 503)) throw new DomainError(code);
    return all;
  }
}
