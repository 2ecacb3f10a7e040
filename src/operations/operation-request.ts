import type { FieldError } from '../platform/errors/domain-error.js';
import { validationFailed } from '../platform/errors/domain-error.js';
import { requireKnown } from '../platform/validation/require-body.js';
import type { Selected } from '../workers/listing/worker-selection.service.js';
import { awaitedTerm } from './awaited.js';
import { CreateOperationDto } from './dto/create-operation.dto.js';
import { readSelection } from './dto/selection.js';
import { readLimit, type UnavailableLimit } from './max-unavailable.js';
import { isWithdrawing } from './operation.js';

/** A valid request for an operation. */
export interface OperationRequest {
  readonly given: CreateOperationDto;
  readonly selected: Selected;
  /** The selection as it is stored and shown. */
  readonly selection: object;
  readonly limit: UnavailableLimit;
  readonly awaitedTerm: string | null;
}

const NO_LIMIT: UnavailableLimit = { count: null, percent: null };

/** @throws DomainError `validation_failed` with all faults together */
export function readRequest(body: unknown): OperationRequest {
  const given = requireKnown(CreateOperationDto, body);
  const faults = [...faultsOfSelection(given), ...faultsOfKind(given)];
  if (faults.length > 0) throw validationFailed(faults);
  const { wait, maxUnavailable } = given;
  return {
    given,
    ...selectionOf(given),
    limit: maxUnavailable === undefined ? NO_LIMIT : readLimit(maxUnavailable),
    awaitedTerm: wait === undefined ? null : awaitedTerm(wait),
  };
}

function selectionOf({
  select,
  workerIds,
  cleanup,
}: CreateOperationDto): Pick<OperationRequest, 'selected' | 'selection'> {
  if (select !== undefined) return { selected: { filters: readSelection(select) }, selection: { select } };
  if (cleanup !== undefined) return { selected: { cleanup }, selection: { cleanup } };
  return { selected: { names: workerIds! }, selection: { workerIds: workerIds!.length } };
}

function faultsOfSelection({ kind, select, workerIds, cleanup }: CreateOperationDto): FieldError[] {
  const given = Object.entries({ select, workerIds, cleanup }).filter(([, value]) => value !== undefined);
  if (given.length !== 1)
    return [{ field: given[1]?.[0] ?? 'select', message: 'Send one of select, workerIds and cleanup' }];
  if (workerIds?.length === 0) return [{ field: 'workerIds', message: 'Worker IDs must not be empty' }];
  if (cleanup !== undefined && kind !== 'restore')
    return [{ field: 'cleanup', message: `Cleanup is only for restore, not for ${kind}` }];
  return [];
}

function faultsOfKind({ kind, until, maxUnavailable, by, wait }: CreateOperationDto): FieldError[] {
  const only = (field: string, value: unknown, isFor: boolean, kinds: string): FieldError[] =>
    value === undefined || isFor
      ? []
      : [{ field, message: `${field} is only for ${kinds}, not for ${kind}` }];
  const withdraws = isWithdrawing(kind);
  const withdrawing = 'drain, maintenance and deregister';
  return [
    ...only('until', until, kind === 'drain' || kind === 'maintenance', 'drain and maintenance'),
    ...only('maxUnavailable', maxUnavailable, withdraws, withdrawing),
    ...only('by', by, withdraws, withdrawing),
    ...only('wait', wait, withdraws, withdrawing),
  ];
}
