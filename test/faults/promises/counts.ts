import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../parts/instance.js';
import type { World } from '../parts/world.js';

/** Figures are shared for a second. */
const LIMIT_MS = 2500;
const MOST_OLD_MS = 15_000;

type Figures = Readonly<Record<string, number>>;

const ROWS = `
  SELECT
    count(*)::integer AS "totalWorkers",
    count(*) FILTER (WHERE status = 'ACTIVE')::integer AS "activeWorkers",
    count(*) FILTER (WHERE status = 'MAINTENANCE')::integer AS "maintenanceWorkers",
    count(*) FILTER (WHERE status = 'DRAINING')::integer AS "drainingWorkers",
    count(*) FILTER (WHERE presence = 'PRESENT' AND health = 'FAILED')::integer AS "failedWorkers",
    count(*) FILTER (WHERE presence <> 'PRESENT')::integer AS "inactiveWorkers",
    count(*) FILTER (WHERE presence = 'PRESENT' AND health <> 'HEALTHY')::integer AS "unhealthyWorkers",
    coalesce(sum(max_concurrent_jobs) FILTER (WHERE presence = 'PRESENT'), 0)::integer AS "totalCapacity",
    coalesce(sum(greatest(current_job_count, assigned_job_count)) FILTER (WHERE presence = 'PRESENT'), 0)::integer AS "usedCapacity"
  FROM worker_registration.worker_state`;

const STORED = `
  SELECT
    (SELECT value -> 'statistics' FROM worker_registration.statistics ORDER BY taken_at DESC LIMIT 1) AS shared,
    (SELECT statistics FROM worker_registration.sweep WHERE finished_at IS NOT NULL ORDER BY round DESC LIMIT 1) AS swept`;

interface Told {
  readonly where: string;
  /** Undefined without an answer. */
  readonly figures: Figures | undefined;
  readonly countedAt: string;
}

/**
 * Compares the figures of each instance in /health/system and /health/summary, and the stored ones, with the
 * rows, while no client changes any. Sweeps continue: each figure must be right about some moment since the
 * comparison began. Figures are shared for some thirty times as long as the count took: earlier ones cannot
 * be judged, and must not be older than that allows.
 *
 * @returns figures that were right about no moment until the limit; undefined if all were
 */
export async function disagreement(world: World): Promise<string | undefined> {
  const since = Date.now();
  const moments: Figures[] = [];
  const right = new Set<string>();
  for (;;) {
    moments.push(await rows(world));
    const told = await figuresTold(world);
    for (const { where, figures } of told)
      if (figures !== undefined && moments.some((moment) => differenceOf(moment, figures) === undefined))
        right.add(where);
    const wrong = told.filter(({ where }) => !right.has(where));
    if (wrong.length === 0) return undefined;
    if (Date.now() - since > LIMIT_MS) return judged(wrong, moments.at(-1)!, since);
    await pause(50);
  }
}

function judged(wrong: readonly Told[], now: Figures, since: number): string | undefined {
  for (const { where, figures, countedAt } of wrong) {
    if (figures === undefined) return `${where}: no answer`;
    const at = Date.parse(countedAt);
    if (Number.isNaN(at) || at > since) return `${where}: ${differenceOf(now, figures)}`;
    if (since - at > MOST_OLD_MS) return `${where}: of ${countedAt}`;
  }
  return undefined;
}

async function rows({ postgres }: World): Promise<Figures> {
  return (await postgres.query<Figures>(ROWS))[0]!;
}

async function figuresTold({ instances, postgres }: World): Promise<Told[]> {
  const [[stored], ...told] = await Promise.all([
    postgres.query<{ shared: Figures | null; swept: Figures | null }>(STORED),
    ...instances.map(figuresOf),
  ]);
  const { shared, swept } = stored!;
  return [
    {
      where: 'the table statistics',
      figures: shared ?? undefined,
      countedAt: String(shared?.['generatedAt']),
    },
    { where: 'the last sweep', figures: swept ?? undefined, countedAt: String(swept?.['generatedAt']) },
    ...told.flat(),
  ];
}

/** All are requested at once: meanwhile no worker sends heartbeats. */
async function figuresOf(instance: Instance): Promise<Told[]> {
  const [system, summary] = await Promise.all([
    bodyOf(instance, '/health/system'),
    bodyOf(instance, '/health/summary'),
  ]);
  const health = summary?.['health'] as Figures | undefined;
  const { present = NaN, inactive = NaN, unhealthy = NaN, failed = NaN } = health ?? {};
  return [
    {
      where: `${instance.name}, /health/system`,
      figures: system as Figures | undefined,
      countedAt: String(system?.['generatedAt']),
    },
    {
      where: `${instance.name}, /health/summary`,
      figures: health && {
        totalWorkers: present + inactive,
        inactiveWorkers: inactive,
        failedWorkers: failed,
        unhealthyWorkers: unhealthy + failed,
      },
      countedAt: String(summary?.['countedAt']),
    },
  ];
}

async function bodyOf({ api }: Instance, path: string): Promise<Record<string, unknown> | undefined> {
  const answer = await api.get(path).catch(() => undefined);
  return answer?.status === 200 ? answer.body : undefined;
}

/** Returns the first figure that differs from the rows. */
function differenceOf(counted: Figures, told: Figures): string | undefined {
  const name = Object.keys(counted).find((each) => each in told && told[each] !== counted[each]);
  return name && `${name} ${told[name]}, there are ${counted[name]}`;
}
