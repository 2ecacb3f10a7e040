import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '../openapi/swagger.js';
import type { Rule } from './rule.js';

interface FieldOptions {
  description: string;
  /**
   * Error message if the field is missing or blank: "Worker ID is required". Without it the field is
   * optional.
   */
  required?: string;
  example?: unknown;
  default?: unknown;
  /** Replaces the schema of the rule if the accepted form is wider than the normal form. */
  schema?: Record<string, unknown>;
}

const FIELDS = Symbol('fields');

const isMissing = (value: unknown): boolean => value === undefined || value === null;
const isBlank = (value: unknown): boolean =>
  isMissing(value) || (typeof value === 'string' && value.trim() === '');

/** How one field is read. */
export interface FieldCheck extends Pick<Rule, 'check' | 'meaning' | 'salvage'> {
  readonly name: string;
  readonly required: boolean;
}

/** Declares a field of a body: its check and its entry in the OpenAPI document, from the same rule. */
export function Field(
  rule: Rule,
  { description, required, example, default: fallback, schema }: FieldOptions,
): PropertyDecorator {
  const check =
    required === undefined
      ? (value: unknown) => (isMissing(value) ? undefined : rule.check(value))
      : (value: unknown) => (isBlank(value) ? required : rule.check(value));
  const documentation = ApiProperty({
    ...(schema ?? rule.schema),
    description,
    required: required !== undefined,
    ...(example === undefined ? {} : { example }),
    ...(fallback === undefined ? {} : { default: fallback }),
  });
  const { meaning, salvage } = rule;
  const named: PropertyDecorator = (_target, property) => {
    if (isSwitch(rule.schema)) switches.add(String(property));
  };
  return applyDecorators(
    documentation,
    named,
    register({ check, meaning, salvage, required: required !== undefined }),
  );
}

/** The fields of all bodies and queries that are true or false. */
const switches = new Set<string>();

/** Returns the names of all fields, of any route, that switch something on or off. */
export const switchNames = (): readonly string[] => [...switches];

const isSwitch = ({ type, enum: values }: Rule['schema']): boolean =>
  type === 'boolean' || String(values) === 'true,false';

const register =
  (field: Omit<FieldCheck, 'name'>): PropertyDecorator =>
  (target, property) =>
    Reflect.defineMetadata(FIELDS, [...declaredBy(target), { name: String(property), ...field }], target);

const declaredBy = (prototype: object): readonly FieldCheck[] =>
  (Reflect.getOwnMetadata(FIELDS, prototype) as readonly FieldCheck[] | undefined) ?? [];

/** The fields of bodies of a class. */
export interface Shape {
  /** All fields, those of the class itself before inherited ones. */
  readonly fields: readonly FieldCheck[];
  /** Their names; all other fields are unknown. */
  readonly names: ReadonlySet<string>;
  /** The same names, always in the same list. */
  readonly listed: readonly string[];
}

const shapes = new WeakMap<new () => object, Shape>();

/** Computed once per class: bodies are read thousands of times a second. */
export function shapeOf(Body: new () => object): Shape {
  let shape = shapes.get(Body);
  if (shape === undefined) shapes.set(Body, (shape = readShape(Body)));
  return shape;
}

function readShape(Body: new () => object): Shape {
  const fields: FieldCheck[] = [];
  for (
    let prototype: object | null = Body.prototype as object;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    const inherited = declaredBy(prototype).filter(({ name }) =>
      fields.every((known) => known.name !== name),
    );
    fields.push(...inherited);
  }
  const listed = fields.map(({ name }) => name);
  return { fields, names: new Set(listed), listed };
}
