/** What an operation does to each of its workers. */
export const OPERATION_KINDS = [
  'drain',
  'maintenance',
  'activate',
  'deregister',
  'delete',
  'restore',
] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/**
 * Also of operations that no request creates: `undo` restores what another operation changed; `cleanup` lists the workers that a
 * cleanup took.
 */
export const ALL_KINDS = [...OPERATION_KINDS, 'undo', 'cleanup'] as const;
export type AnyKind = (typeof ALL_KINDS)[number];

export const OPERATION_STATES = ['running', 'paused', 'finished', 'cancelled', 'expired'] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

/** How far an operation is with one worker. under-way: the change is made, and its effect is waited for. */
export const OPERATION_STEPS = ['pending', 'under-way', 'done', 'skipped', 'failed'] as const;
export type OperationStep = (typeof OPERATION_STEPS)[number];

/** Maximum number of workers of an operation. */
export const MAX_WORKERS = 100_000;

/** Maximum number of operations that are not at their end. */
export const MAX_UNFINISHED = 100;

/** Kinds that take workers out of service, which may be limited and waited for. */
const WITHDRAWING = new Set<AnyKind>(['drain', 'maintenance', 'deregister']);

export const isWithdrawing = (kind: AnyKind): boolean => WITHDRAWING.has(kind);

/** Kinds whose effect can be taken back. */
const UNDOABLE = new Set<AnyKind>(['drain', 'maintenance', 'activate', 'deregister', 'cleanup']);

export const isUndoable = (kind: AnyKind): boolean => UNDOABLE.has(kind);

export const isUnfinished = (state: OperationState): boolean => state === 'running' || state === 'paused';
