import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { actorOf } from '../identity/access/actor.js';
import { ANYONE, type Caller } from '../identity/access/caller.js';
import { scopeParameter } from '../identity/access/worker-scope.js';
import { DomainError, validationFailed } from '../platform/errors/domain-error.js';
import type { Transaction } from '../platform/database/database.js';
import { counted } from '../platform/text/counted.js';
import type { OperationAnswerDto, OperationDto } from './dto/operation.dto.js';
import type { PreviewDto } from './dto/preview.dto.js';
import { MAX_UNFINISHED, MAX_WORKERS } from './operation.js';
import { readRequest, type OperationRequest } from './operation-request.js';
import { OperationRunner } from './operation-runner.js';
import { MAX_SHOWN, operationView, previewOf } from './operation-view.js';
import { OperationStore, type Creation, type NewOperation } from './store/operation.store.js';
import { SelectionStore, type Plan } from './store/selection.store.js';

/** An operation that a caller asks for. */
interface Asked {
  readonly request: OperationRequest;
  readonly caller: Caller;
  readonly id: string;
}

/** Creates operations, or previews them. */
@Injectable()
export class OperationCreation {
  constructor(
    private readonly store: OperationStore,
    private readonly selections: SelectionStore,
    private readonly runner: OperationRunner,
  ) {}

  /**
   * @param id of the new operation, where the caller has chosen it so that a repetition creates no second one
   * @throws DomainError `validation_failed`, `too_many_operations`
   */
  async createOperation(
    body: unknown,
    caller: Caller = ANYONE,
    id: string = uuidv7(),
  ): Promise<OperationAnswerDto | PreviewDto> {
    const request = readRequest(body);
    const asked = { request, caller, id };
    if (request.given.dryRun === true) return this.preview(asked);
    const unknown = await this.store.inTransaction((tx) => this.create(tx, asked));
    return this.startOperation(id, unknown);
  }

  /**
   * Creates an operation on workers that are chosen in the same transaction.
   * @param choose returns the body of the request, or undefined for no operation
   * @throws DomainError `validation_failed`, `too_many_operations`
   */
  async createChosen(
    choose: (tx: Transaction) => Promise<object | undefined>,
    caller: Caller = ANYONE,
  ): Promise<OperationDto | null> {
    const id = uuidv7();
    const unknown = await this.store.inTransaction(async (tx) => {
      const body = await choose(tx);
      return body && (await this.create(tx, { request: readRequest(body), caller, id }));
    });
    return unknown === undefined ? null : (await this.startOperation(id, unknown)).operation;
  }

  /** Begins with a created operation soon. @returns the answer to its creation */
  async startOperation(
    id: string,
    unknown: readonly string[] = [],
    caller: Caller = ANYONE,
  ): Promise<OperationAnswerDto> {
    this.runner.runSoon();
    const [row] = await this.store.readOperations({ id, scope: scopeParameter(caller) }, 1);
    if (row === undefined) throw new DomainError('operation_unknown');
    const operation = operationView(row);
    const { total, skipped } = operation.progress;
    const workers = counted(total - skipped, 'worker');
    return {
      success: true,
      // An undo that another request has begun, and paused.
      message: `The operation ${operation.state === 'paused' ? `on ${workers} is paused` : `has begun on ${workers}`}`,
      dryRun: false,
      operation,
      unknownWorkers: unknown.slice(0, MAX_SHOWN),
    };
  }

  /** @returns names of which there is no worker */
  private async create(tx: Transaction, asked: Asked): Promise<readonly string[]> {
    const { id, request } = asked;
    requireCreated(await this.store.createOperation(tx, operationOf(asked)));
    const { chosen, unknown } = await this.selections.chooseWorkers(tx, id, planOf(asked));
    requireBounded(chosen, request.selection);
    await this.store.beginOperation(tx, id, request.limit);
    return unknown;
  }

  private async preview(asked: Asked): Promise<PreviewDto> {
    const { request, caller } = asked;
    requireCreated(await this.store.checkCreation(operationOf(asked)));
    const { workers, zones, unknown } = await this.selections.previewWorkers(
      planOf(asked),
      scopeParameter(caller),
      MAX_SHOWN,
    );
    const preview = previewOf(workers, zones, unknown, request.limit);
    requireBounded(preview.total, request.selection);
    return preview;
  }
}

const operationOf = ({ request, caller, id }: Asked): NewOperation => {
  const { given, selection, awaitedTerm } = request;
  return {
    id,
    kind: given.kind,
    reason: given.reason,
    actor: actorOf(caller, 'operator'),
    scope: scopeParameter(caller),
    selection,
    until: given.until,
    deadline: given.deadline,
    byZone: given.by === 'zone',
    awaits: given.wait,
    awaitedTerm,
  };
};

const planOf = ({ request: { given, awaitedTerm, selected }, caller }: Asked): Plan => ({
  kind: given.kind,
  awaitedTerm,
  selected,
  caller,
});

/** @throws DomainError `validation_failed`, `too_many_operations` if an operation could not be created */
export function requireCreated({
  until_past: untilPast,
  deadline_past: deadlinePast,
  has_room: hasRoom,
}: Creation): void {
  const faults = [
    ...(untilPast ? [{ field: 'until', message: 'Until must be in the future' }] : []),
    ...(deadlinePast ? [{ field: 'deadline', message: 'Deadline must be in the future' }] : []),
  ];
  if (faults.length > 0) throw validationFailed(faults);
  if (!hasRoom)
    throw new DomainError('too_many_operations', {
      message: `${MAX_UNFINISHED} operations are unfinished, which is the maximum`,
    });
}

function requireBounded(chosen: number, selection: object): void {
  const field = Object.keys(selection)[0]!;
  if (chosen === 0) throw validationFailed([{ field, message: 'No worker matches the selection' }]);
  if (chosen > MAX_WORKERS)
    throw validationFailed([
      { field, message: `The selection has more than ${MAX_WORKERS} workers; narrow it` },
    ]);
}
