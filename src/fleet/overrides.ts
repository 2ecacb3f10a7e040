import {
  WORKER_FIELD_NAMES,
  WORKER_FIELDS,
  type WorkerDescription,
  type WorkerFieldName,
} from './worker-fields.js';

/** What operators may set in place of the worker, by the names of the fields. */
export type Overridable = Pick<WorkerDescription, 'maxConcurrentJobs' | 'tags' | 'zone'>;

/** What operators call it: the capacity is `maxConcurrentJobs`. */
export interface OverridableValues {
  readonly capacity: number;
  readonly tags: readonly string[];
  readonly zone: string | null;
}
export type OverrideName = keyof OverridableValues;

/** What an operator has set. */
export interface Override<Name extends OverrideName = OverrideName> {
  readonly value: OverridableValues[Name];
  readonly by: string;
  readonly at: string;
  readonly reason: string | null;
}
export type Overrides = { readonly [Name in OverrideName]?: Override<Name> };

/** A description with what operators have set, and what the worker reported in its place. */
export type DescribedWorker = WorkerDescription & {
  readonly overrides?: Overrides | null;
  readonly reported?: OverridableValues | null;
};

/** The names of the overrides, each with the field that it sets. */
const FIELDS = WORKER_FIELD_NAMES.flatMap((name) => {
  const field = { override: undefined, ...WORKER_FIELDS[name] };
  return field.override === undefined ? [] : [[field.override, name] as const];
});

const NAMES = new Map(FIELDS.map(([name, field]) => [field, name]));

/** Returns the name of the override of a field; undefined for a field that operators cannot set. */
export const overrideOf = (field: WorkerFieldName): OverrideName | undefined => NAMES.get(field);

export const OVERRIDE_NAMES: readonly OverrideName[] = FIELDS.map(([name]) => name);

/** Returns the values of a description by the names of their overrides. */
export const valuesOf = (description: WorkerDescription): OverridableValues =>
  Object.fromEntries(
    FIELDS.map(([name, field]) => [name, description[field]]),
  ) as unknown as OverridableValues;

/** Returns a description with other values. */
export const withValues = (
  description: WorkerDescription,
  values: Partial<OverridableValues>,
): WorkerDescription => ({
  ...description,
  ...Object.fromEntries(FIELDS.flatMap(([name, field]) => (name in values ? [[field, values[name]]] : []))),
});
