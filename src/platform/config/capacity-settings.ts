import { z } from 'zod';
import { numeric, structured, type Setting } from './setting.js';

const MAX_POOLS = 50;
/** Stands for the whole fleet in metrics and warnings, beside the names of pools. */
export const FLEET_LABEL = 'fleet';

const NAME = 'letters, digits, ".", "_" and "-", up to 64, for example gpu';
const TAKEN = 'another name than fleet, which stands for the whole fleet';
const TAGS = 'a list of up to 20 tags without commas, for example [gpu]';
const ZONE = 'the name of a zone of up to 64 characters, for example eu-1';
const whole = (unit: string, min: number, max: number, example: number) => {
  const takes = `a whole number (${unit}) from ${min} to ${max}, for example ${example}`;
  return z.int({ error: takes }).min(min, { error: takes }).max(max, { error: takes });
};
const bounded = (unit: string, max: number, example: number) => {
  const takes = `a number (${unit}) from 0 to ${max}, for example ${example}`;
  return z.number({ error: takes }).min(0, { error: takes }).max(max, { error: takes });
};

const pool = z
  .strictObject(
    {
      name: z
        .string({ error: NAME })
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: NAME })
        .refine((name) => name !== FLEET_LABEL, { error: TAKEN }),
      /** The workers of the pool have all of these tags. */
      tags: z
        .array(
          z
            .string({ error: TAGS })
            .trim()
            .regex(/^[^,]{1,100}$/, { error: TAGS }),
          { error: TAGS },
        )
        .max(20, { error: TAGS })
        .default([]),
      /** The workers of the pool are in this zone. */
      zone: z.string({ error: ZONE }).trim().min(1, { error: ZONE }).max(64, { error: ZONE }).optional(),
      /** Usable slots of a worker to be started; default: the mean of the workers that are there. */
      slotsPerWorker: whole('slots', 1, 1_000_000, 10).optional(),
      minWorkers: whole('workers', 0, 1_000_000, 2).default(0),
      maxWorkers: whole('workers', 1, 1_000_000, 100).optional(),
      /** Time from the decision to start a worker until it can take jobs; default: the setting of the whole fleet. */
      minutesToStart: bounded('minutes', 1440, 5).optional(),
      /** Default: the setting of the whole fleet. */
      sparePercent: bounded('percent', 1000, 10).optional(),
    },
    { error: 'an object with name, and tags or zone' },
  )
  .refine(({ tags, zone }) => tags.length > 0 || zone !== undefined, {
    error: 'an object with name, and tags or zone',
  })
  .refine(({ minWorkers, maxWorkers = minWorkers }) => minWorkers <= maxWorkers, {
    error: 'an object whose minWorkers is at most its maxWorkers',
  });

/** A named selection of workers with capacity figures of its own. */
export type CapacityPool = Readonly<z.infer<typeof pool>>;

const LIST = 'a list of pools in YAML, or as JSON in the environment';

const pools: z.ZodType<readonly CapacityPool[]> = z
  .array(pool, { error: LIST })
  .max(MAX_POOLS, { error: `a list of up to ${MAX_POOLS} pools` })
  .superRefine((given, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of given.entries()) {
      if (seen.has(name))
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `unique; ${name} is in use`,
        });
      seen.add(name);
    }
  })
  .readonly();

/** `capacity.*`: figures and forecasts of slots. */
export const capacity = {
  pools: structured<readonly CapacityPool[]>(
    [],
    pools,
    { takes: 'a list of pools as in docs/capacity.md', parts: Object.keys(pool.shape) },
    'Pools with figures of their own, beside the whole fleet.',
  ),
  minutesToStart: numeric(
    5,
    { unit: 'minutes', min: 0, max: 1440, whole: false },
    'How long a new worker takes until it can accept jobs; pools may have their own.',
  ),
  sparePercent: numeric(
    10,
    { unit: 'percent', min: 0, max: 1000, whole: false },
    'Spare slots in what is wanted; pools may have their own.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
