/** The kinds of operations that a reader can begin, as the buttons name them. */
export const KINDS = {
  drain: 'Drain',
  maintenance: 'Maintenance',
  activate: 'Activate',
  deregister: 'Deregister',
  restore: 'Restore',
  delete: 'Delete',
} as const;
export type Kind = keyof typeof KINDS;

/** Kinds that take workers out of service, and can do so step by step. */
const WITHDRAWING: ReadonlySet<string> = new Set<Kind>(['drain', 'maintenance', 'deregister']);

export const isWithdrawing = (kind: string): boolean => WITHDRAWING.has(kind);

/** What a new operation begins with. */
export interface Draft {
  readonly kind?: Kind;
  /** Filters of the list; without them the reader names the workers. */
  readonly select?: Readonly<Record<string, string>>;
  readonly maxUnavailable?: string;
  readonly byZone?: boolean;
}

/** Returns the filters of a query as the selection of an operation. */
export const selectionIn = (filters: string): Readonly<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(filters));

/**
 * Returns the body of a request from what was filled in; undefined while it names no workers.
 * @param data the form, with `kind`, `names`, `reason`, `maxUnavailable`, `byZone`, `wait` and `deadline`
 */
export function bodyOf(draft: Draft, data: FormData): Record<string, unknown> | undefined {
  const kind = textIn(data, 'kind');
  const workers = workersOf(draft, data);
  if (workers === undefined) return undefined;
  const [reason, deadline] = ['reason', 'deadline'].map((name) => textIn(data, name));
  return {
    kind,
    ...workers,
    ...(reason !== '' && { reason }),
    ...(deadline !== '' && { deadline }),
    ...(isWithdrawing(kind) && stepsIn(data)),
  };
}

function workersOf({ select }: Draft, data: FormData): object | undefined {
  if (select !== undefined) return { select };
  const names = textIn(data, 'names')
    .split(/[\s,;]+/)
    .filter(Boolean);
  return names.length === 0 ? undefined : { workerIds: [...new Set(names)] };
}

function stepsIn(data: FormData): object {
  const [maxUnavailable, wait] = ['maxUnavailable', 'wait'].map((name) => textIn(data, name));
  return {
    ...(maxUnavailable !== '' && { maxUnavailable }),
    ...(wait !== '' && { wait }),
    ...(data.get('byZone') !== null && { by: 'zone' }),
  };
}

function textIn(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
