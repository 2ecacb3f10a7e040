import { z } from 'zod';
import { closest } from '../../platform/config/closest.js';
import { shapeOf } from '../../platform/validation/field.js';
import { MAX_WARNINGS, shorten } from '../../platform/validation/unknown-names.js';
import { WorkerFiltersQuery } from '../../workers/listing/dto/list-workers.query.js';

const value = z.union([z.string().max(1000), z.number(), z.boolean(), z.array(z.string().max(200)).max(100)]);

/** Input that refuses unknown names: one that was meant as a limit must not be dropped. */
export const inputOf = <Shape extends z.core.$ZodLooseShape>(shape: Shape, what = 'field') =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? unknownNames(issue.keys, Object.keys(shape), what) : undefined,
  });

function unknownNames(unknown: readonly string[], known: readonly string[], what: string): string {
  const texts = unknown.slice(0, MAX_WARNINGS).map((name) => {
    const hint = closest(name, known) || `; there are ${known.join(', ') || 'none'}`;
    return `Unknown ${what} "${shorten(name)}"${hint}`;
  });
  const more = unknown.length - texts.length;
  return [...texts, ...(more === 0 ? [] : [`${more} more unknown ${what}s`])].join('. ');
}

/** Filters of the list of workers, which itself checks their values. */
export const filters = inputOf(
  Object.fromEntries([...shapeOf(WorkerFiltersQuery).names].map((name) => [name, value.optional()])),
  'filter',
).describe(
  'Filters; a worker must match all of them. status; health: HEALTHY, UNHEALTHY or FAILED; presence: EXPECTED, PRESENT, LOST or LEFT; order: DRAINING, MAINTENANCE or NONE; suspect: true or false; text: part of a name.',
);

export const worker = z.string().min(1).max(128).describe('workerId or id of the worker.');

export const confirmation = z.string().max(200).describe('The confirmation that the preview returned.');

export const limit = (most: number, fallback: number) =>
  z.number().int().min(1).max(most).default(fallback).describe('Maximum number of items.');

export const time = (meaning: string) =>
  z.string().max(40).optional().describe(`${meaning} Such as 2026-01-31T12:00:00Z.`);

export const moment = (meaning: string) =>
  z.string().max(40).optional().describe(`${meaning} An ISO 8601 time, or a duration such as 2h.`);
