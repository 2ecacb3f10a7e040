import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';
import type { Rule } from './rule.js';

interface FieldOptions {
  description: string;
  /** The whole sentence where the field is missing or blank: "Worker ID is required". Without it the field is optional. */
  required?: string;
  example?: unknown;
  default?: unknown;
  /** Takes the place of the rule's own schema where the wire form is wider than the normal form. */
  schema?: Record<string, unknown>;
}

const FIELDS = Symbol('fields');

const isMissing = (value: unknown): boolean => value === undefined || value === null;
const isBlank = (value: unknown): boolean =>
  isMissing(value) || (typeof value === 'string' && value.trim() === '');

/** One field of a body: its check for class-validator and its entry in the OpenAPI document, from the same rule. */
export function Field(
  rule: Rule,
  { description, required, example, default: fallback, schema }: FieldOptions,
): PropertyDecorator {
  const check = (value: unknown) => (required !== undefined && isBlank(value) ? required : rule.check(value));
  const validation = ValidateBy({
    name: 'field',
    validator: {
      validate: (value: unknown) => check(value) === undefined,
      defaultMessage: (args) => check(args?.value) ?? '',
    },
  });
  const documentation = ApiProperty({
    ...(schema ?? rule.schema),
    description,
    required: required !== undefined,
    ...(example === undefined ? {} : { example }),
    ...(fallback === undefined ? {} : { default: fallback }),
  });
  return applyDecorators(
    validation,
    documentation,
    register,
    ...(required === undefined ? [ValidateIf((_object, value) => !isMissing(value))] : []),
  );
}

const register: PropertyDecorator = (target, property) => {
  const known = (Reflect.getMetadata(FIELDS, target) as string[] | undefined) ?? [];
  Reflect.defineMetadata(FIELDS, [...known, String(property)], target);
};

/** The names of a body's fields; whatever else arrives is unknown. */
export const fieldsOf = (Body: new () => object): readonly string[] =>
  (Reflect.getMetadata(FIELDS, Body.prototype as object) as string[] | undefined) ?? [];
