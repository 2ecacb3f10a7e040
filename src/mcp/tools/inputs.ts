import { z } from 'zod';

const value = z.union([z.string().max(1000), z.number(), z.boolean(), z.array(z.string().max(200)).max(100)]);

/** Filters of the list of workers, which the list itself checks. */
export const filters = z
  .record(z.string().max(50), value)
  .describe(
    'Filters; a worker must match all of them. Names: status, health (HEALTHY, UNHEALTHY, FAILED), presence (EXPECTED, PRESENT, LOST, LEFT), tag, capability, zone, version, host, order (DRAINING, MAINTENANCE, NONE), suspect (true, false), minAvailableCapacity, text (part of a name).',
  );

export const worker = z.string().min(1).max(128).describe('workerId or id of the worker.');

export const confirmation = z.string().max(200).describe('The confirmation that the preview returned.');

export const limit = (most: number, fallback: number) =>
  z.number().int().min(1).max(most).default(fallback).describe('Maximum number of items.');

export const time = (meaning: string) =>
  z.string().max(40).optional().describe(`${meaning} Such as 2026-01-31T12:00:00Z.`);

export const moment = (meaning: string) =>
  z.string().max(40).optional().describe(`${meaning} An ISO 8601 time, or a duration such as 2h.`);
