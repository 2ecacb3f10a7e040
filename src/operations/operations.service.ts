import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { actorOf } from '../identity/access/actor.js';
import { ANYONE, type Caller } from '../identity/access/caller.js';
import { scopeParameter } from '../identity/access/worker-scope.js';
import { DomainError, validationFailed } from '../platform/errors/domain-error.js';
import { DEFAULT_PAGE, valuesOf } from '../platform/validation/query-rules.js';
import { readFilters, readQuery } from '../platform/validation/read-query.js';
import { requireCommand, withWarnings } from '../platform/validation/require-body.js';
import { OperationReasonDto } from './dto/create-operation.dto.js';
import { ListOperationsQuery } from './dto/list-operations.query.js';
import { ReadOperationQuery } from './dto/read-operation.query.js';
import type { OperationAnswerDto, OperationDetailDto, OperationPageDto } from './dto/operation.dto.js';
import { isUndoable, isUnfinished, type OperationState } from './operation.js';
import { OperationCreation, requireCreated } from './operation-creation.service.js';
import { OperationRunner } from './operation-runner.js';
import { MAX_SHOWN, operationView, workerView } from './operation-view.js';
import {
  OperationStore,
  type Control,
  type NewOperation,
  type OperationRow,
} from './store/operation.store.js';

const DID: Readonly<Record<Control['to'], string>> = {
  paused: 'The operation is paused',
  running: 'The operation continues',
  cancelled: 'The operation is cancelled; what it changed stays as it is',
};

const FROM: Readonly<Record<Control['to'], readonly OperationState[]>> = {
  paused: ['running'],
  running: ['paused'],
  cancelled: ['running', 'paused'],
};

/** Shows, controls and undoes operations. */
@Injectable()
export class OperationsService {
  constructor(
    private readonly store: OperationStore,
    private readonly creation: OperationCreation,
    private readonly runner: OperationRunner,
  ) {}

  /** @throws DomainError `validation_failed` */
  async listOperations(query: unknown, caller: Caller = ANYONE): Promise<OperationPageDto> {
    const { state, kind, cursor, limit = DEFAULT_PAGE } = readFilters(ListOperationsQuery, query);
    if (cursor !== undefined && !isUuid(cursor))
      throw validationFailed([
        { field: 'cursor', message: 'cursor must be the nextCursor of the previous page' },
      ]);
    const filter = {
      ...(state !== undefined && { states: valuesOf(state) }),
      ...(kind !== undefined && { kinds: valuesOf(kind) }),
      ...(cursor !== undefined && { before: cursor }),
      scope: scopeParameter(caller),
    };
    const rows = await this.store.readOperations(filter, Number(limit) + 1);
    const page = rows.slice(0, Number(limit));
    return {
      operations: page.map(operationView),
      nextCursor: rows.length > page.length ? page.at(-1)!.id : null,
    };
  }

  /** @throws DomainError `validation_failed`, `operation_unknown` */
  async readOperation(id: string, caller: Caller = ANYONE, query: unknown = {}): Promise<OperationDetailDto> {
    const { done } = readQuery(ReadOperationQuery, query);
    const row = await this.requireOperation(id, caller);
    const scope = scopeParameter(caller);
    const left = await this.store.listLeft(row.id, MAX_SHOWN, scope);
    const ready = done === 'true' ? await this.store.listDone(row.id, MAX_SHOWN, scope) : undefined;
    return {
      ...operationView(row),
      left: left.map((each) => workerView(each, row)),
      ...(ready && { done: ready.map((each) => workerView(each, row)) }),
    };
  }

  /**
   * Pauses, resumes or cancels an operation; repeating it changes nothing.
   * @throws DomainError `validation_failed`, `operation_unknown`, `operation_ended`
   */
  async controlOperation(
    id: string,
    to: Control['to'],
    body: unknown,
    caller: Caller = ANYONE,
  ): Promise<OperationAnswerDto> {
    const { value, warnings } = requireCommand(OperationReasonDto, body ?? {});
    const was = await this.store.controlOperation(
      this.controlOf(requireId(id), to, value.reason ?? null, caller),
    );
    if (was === undefined) throw new DomainError('operation_unknown');
    if (was !== to && !FROM[to].includes(was))
      throw new DomainError('operation_ended', { message: `The operation is ${was}` });
    if (to === 'running') this.runner.runSoon();
    const operation = operationView(await this.requireOperation(id, caller));
    return withWarnings(
      { success: true, message: DID[to], dryRun: false, operation, unknownWorkers: [] },
      warnings,
    );
  }

  /**
   * Undoes an operation by another one. One that is not at its end is cancelled first. Repeating it returns the undo
   * while that is unfinished, then undoes what is left.
   * @throws DomainError `validation_failed`, `operation_unknown`, `operation_not_undoable`, `too_many_operations`
   */
  async undoOperation(id: string, body: unknown, caller: Caller = ANYONE): Promise<OperationAnswerDto> {
    const { value, warnings } = requireCommand(OperationReasonDto, body ?? {});
    const undone = await this.requireOperation(id, caller);
    if (!isUndoable(undone.kind))
      throw new DomainError('operation_not_undoable', {
        message: `An operation of kind ${undone.kind} cannot be undone`,
      });
    const created = await this.createUndo(undone, value.reason, caller);
    return withWarnings(await this.creation.startOperation(created, [], caller), warnings);
  }

  private async createUndo(
    undone: OperationRow,
    reason: string | undefined,
    caller: Caller,
  ): Promise<string> {
    const { id: undoes } = undone;
    const cause = reason ?? `Undo: ${undone.reason}`.slice(0, 1000);
    const operation: NewOperation = {
      id: uuidv7(),
      kind: 'undo',
      reason: cause,
      actor: actorOf(caller, 'operator'),
      scope: scopeParameter(caller),
      selection: { undoes },
      undoes,
    };
    return this.store.inTransaction(async (tx) => {
      // Waits for a step in progress: what it changes is undone, too.
      const { state, undo } = await this.store.lockUndone(tx, undoes);
      if (undo !== undefined && isUnfinished(undo.state)) return undo.id;
      if (undo !== undefined) await this.store.detachUndo(tx, undo.id);
      if (isUnfinished(state))
        await this.store.controlOperation(this.controlOf(undoes, 'cancelled', cause, caller), tx);
      requireCreated(await this.store.createOperation(tx, operation));
      const chosen = await this.store.chooseUndone(tx, operation.id, undoes);
      if (undo !== undefined && chosen === 0)
        throw new DomainError('operation_not_undoable', {
          message: `The operation was undone by ${undo.id} before; nothing is left to undo`,
        });
      await this.store.beginOperation(tx, operation.id, { count: null, percent: null });
      return operation.id;
    });
  }

  private controlOf(id: string, to: Control['to'], reason: string | null, caller: Caller): Control {
    const actor = actorOf(caller, 'operator');
    return { id, to, from: FROM[to], actor, reason, scope: scopeParameter(caller) };
  }

  private async requireOperation(id: string, caller: Caller): Promise<OperationRow> {
    const filter = { id: requireId(id), scope: scopeParameter(caller) };
    const [row] = await this.store.readOperations(filter, 1);
    if (row === undefined) throw new DomainError('operation_unknown');
    return row;
  }
}

function requireId(id: string): string {
  if (!isUuid(id)) throw new DomainError('operation_unknown');
  return id;
}
