import type { FieldError } from '../errors/domain-error.js';
import { shapeOf } from './field.js';
import { readBody, type ReadBody } from './read-body.js';

/** A body of which every valid field was kept. */
export interface WhatFits<T> extends ReadBody<T> {
  /** Fields that were dropped or shortened, each with a sentence; undefined if all were valid. */
  readonly dropped?: readonly FieldError[];
}

/**
 * Reads a body that matters more than any of its fields: an invalid optional field is dropped, or reduced to
 * its valid part, and named in a warning. Only a body that is not a JSON object, or lacks a required field,
 * has errors.
 */
export function readWhatFits<T extends object>(Body: new () => T, body: unknown): WhatFits<T> {
  const read = readBody(Body, body);
  if (read.errors.length === 0) return read;
  const { fields } = shapeOf(Body);
  const taken = read.value as Record<string, unknown>;
  const errors: FieldError[] = [];
  const dropped: FieldError[] = [];
  for (const error of read.errors) {
    const field = fields.find(({ name }) => name === error.field);
    if (field === undefined || field.required) {
      errors.push(error);
      continue;
    }
    const { name, check, salvage } = field;
    const part = salvage?.(taken[name]);
    const isPart = part !== undefined && check(part.value) === undefined;
    taken[name] = isPart ? part.value : undefined;
    const loss = isPart ? `${part.loss}: ${error.message}` : `was dropped: ${error.message}`;
    dropped.push({ field: name, message: `${name} ${loss}` });
  }
  const warnings = [...dropped.map(({ message }) => message), ...read.warnings];
  return { ...read, errors, warnings, dropped };
}
