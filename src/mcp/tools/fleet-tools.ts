import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CapacityService } from '../../foresight/capacity.service.js';
import { HealthSummaryService } from '../../statistics/summary.service.js';
import { counted } from '../../platform/text/counted.js';
import { WorkerRegistrationService } from '../../workers/worker-registration.service.js';
import { filters, inputOf, limit } from './inputs.js';
import { tool, type Tool } from './tool.js';

/** What is listed of each worker. */
const LISTED = [
  'id',
  'workerId',
  'name',
  'zone',
  'version',
  'tags',
  'presence',
  'status',
  'health',
  'held',
  'suspect',
  'order',
  'availableCapacity',
  'currentJobCount',
  'assignedJobCount',
  'consecutiveFailures',
  'lastHeartbeat',
  'message',
];

/** Tools about the fleet as a whole. */
@Injectable()
export class FleetTools {
  readonly tools: readonly Tool[] = [
    tool({
      name: 'fleet_summary',
      title: 'Summary of the fleet',
      description:
        'State of the fleet and of the service: counts by health and zone, why it is not healthy, the workers in the worst condition, guards, and what the service does next.',
      input: inputOf({}),
      role: 'viewer',
      run: async (_, caller) => {
        const data = await this.summary.readSummary(caller);
        const { present, failed, lost } = data.health;
        const text = `The fleet is ${data.overall}: ${present} present, ${failed} of them FAILED; ${lost} lost.`;
        return { text, data };
      },
    }),
    tool({
      name: 'find_workers',
      title: 'Find workers',
      description: 'Lists workers that match all filters, in pages.',
      input: inputOf({
        select: filters.default({}),
        sort: z
          .string()
          .max(50)
          .optional()
          .describe('name, zone, load, free, lastHeartbeat or health; with - in front, descending.'),
        limit: limit(50, 20),
        cursor: z.string().max(1000).optional().describe('nextCursor of the previous page.'),
      }),
      role: 'viewer',
      run: async ({ select, ...page }, caller) => {
        const given = Object.entries({ ...asQuery(select), ...page }).filter(
          ([, each]) => each !== undefined,
        );
        const query = { ...Object.fromEntries(given), fields: LISTED, count: 'true' };
        const data = await this.workers.listWorkers(query, caller);
        return { text: `${counted(data.workers.length, 'worker')} on this page.`, data };
      },
    }),
    tool({
      name: 'capacity',
      title: 'Capacity',
      description:
        'Slots of the fleet, a pool or a zone now, a forecast of the used slots, how many workers it should have, and which to take away first.',
      input: inputOf({
        pool: z.string().max(64).optional().describe('Name of a pool; the whole fleet unless given.'),
        zone: z.string().max(64).optional().describe('A zone of it; all unless given.'),
        horizonMinutes: z.number().int().min(5).max(10_080).optional().describe('How far ahead to forecast.'),
      }),
      role: 'viewer',
      wholeFleet: true,
      run: async ({ pool, zone, horizonMinutes }) => {
        const query = {
          ...(pool !== undefined && { pool }),
          ...(zone !== undefined && { zone }),
          ...(horizonMinutes !== undefined && { horizonMinutes: String(horizonMinutes) }),
        };
        return { text: 'Slots now and to come.', data: await this.capacity.readCapacity(query) };
      },
    }),
  ];

  constructor(
    private readonly summary: HealthSummaryService,
    private readonly workers: WorkerRegistrationService,
    private readonly capacity: CapacityService,
  ) {}
}

/** A filter may be a number, true or false, which a query has as text. */
const asQuery = (select: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(select).map(([name, value]) => [name, Array.isArray(value) ? value : String(value)]),
  );
