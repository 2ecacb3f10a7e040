import { Logger } from '@nestjs/common';
import type { RefusedItem, Slice } from '../../platform/batch/batch.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { problemOf } from '../../platform/errors/problem.js';
import type { BatchResultDto, BatchTotals } from './dto/batch-answers.dto.js';

/** Maximum number of unreadable items with a result of their own; all are counted. */
const MOST_UNREADABLE = 1000;

/** Receives results, slice by slice. */
export interface ResultSink<Result> {
  /**
   * @param results in the order of the request
   * @param bytes size of their part of the request
   * @returns how many were omitted
   */
  addResults(results: readonly Result[], bytes: number): Promise<number>;
}

/** Collects the results of the items of a batch, slice by slice. */
export class BatchResults<Result extends BatchResultDto> {
  private static readonly logger = new Logger('Batch');
  private slice: Slice = { first: 0, items: [], bytes: 0 };
  private bySlice: (Result | undefined)[] = [];
  /** Warnings about items, noted before their results are known. */
  private readonly odd = new Map<number, readonly string[]>();
  private total = 0;
  private succeeded = 0;
  private unreadable = 0;
  private unlisted = 0;
  /** The code with which all items were refused because of the service. */
  private unavailable: BatchResultDto['code'];
  private unavailableCount = 0;

  constructor(private readonly sink: ResultSink<Result>) {}

  beginSlice(slice: Slice): void {
    this.slice = slice;
    this.odd.clear();
    this.bySlice = Array.from({ length: slice.items.length });
  }

  /** Must be called before the item is accepted. */
  noteWarnings(index: number, warnings: readonly string[]): void {
    this.odd.set(index, warnings);
  }

  addAccepted(result: Result): void {
    const warnings = this.odd.get(result.index);
    this.keep(warnings === undefined ? result : { ...result, warnings });
  }

  addRefused(index: number, workerId: string | null, error: unknown): void {
    if (!(error instanceof DomainError)) BatchResults.logger.error(error);
    const known = error instanceof DomainError ? error : new DomainError('internal_error');
    const { status, code, message, errors, warnings } = problemOf(known);
    const odd = { ...(errors && { errors }), ...(warnings && { warnings }) };
    this.keep({ index, workerId, status, code, message, ...odd } as Result);
  }

  /** Refuses an unreadable item. */
  refuseUnread(index: number, { error, workerId }: RefusedItem): void {
    this.unreadable += 1;
    if (this.unreadable <= MOST_UNREADABLE) this.addRefused(index, workerId, error);
  }

  /** Passes the results of the slice on. */
  async endSlice(): Promise<void> {
    const { bySlice, slice } = this;
    this.bySlice = [];
    this.total += bySlice.length;
    const results = bySlice.filter((each) => each !== undefined);
    for (const { status, code } of results) {
      if (status < 300) this.succeeded += 1;
      if (status !== 503) continue;
      this.unavailable ??= code;
      this.unavailableCount += 1;
    }
    const leftOut = await this.sink.addResults(results, slice.bytes);
    this.unlisted += leftOut + bySlice.length - results.length;
  }

  private keep(result: Result): void {
    this.bySlice[result.index - this.slice.first] = result;
  }

  /**
   * Returns the counts of all slices.
   * @throws DomainError if nothing at all could be written, so that the client gets 503 and repeats the batch
   */
  requireTotals(): BatchTotals {
    const { total, succeeded, unreadable, unlisted, unavailable } = this;
    if (unavailable !== undefined && this.unavailableCount === total) throw new DomainError(unavailable);
    return { total, succeeded, failed: total - succeeded, unreadable, unlisted };
  }
}
