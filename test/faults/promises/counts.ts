import { setTimeout as pause } from 'node:timers/promises';
import type { World } from '../parts/world.js';

/** Figures are shared for a second. */
const LIMIT_MS = 3000;

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
    coalesce(sum(current_job_count) FILTER (WHERE presence = 'PRESENT'), 0)::integer AS "usedCapacity"
  FROM worker_registration.worker_state`;

const STORED = `
  SELECT
    (SELECT value -> 'statistics' FROM worker_registration.statistics ORDER BY taken_at DESC LIMIT 1) AS shared,
    (SELECT statistics FROM worker_registration.sweep WHERE finished_at IS NOT NULL ORDER BY round DESC LIMIT 1) AS swept`;

/**
 * What each instance tells in /health/system and /health/summary, and what is stored of it, against the rows, while no client
 * changes any. Sweeps go on: each has to be right about some moment since we look.
 *
 * @returns what was right about none until the limit; undefined where all were
 */
export async function disagreement(world: World): Promise<string | undefined> {
  const until = performance.now() + LIMIT_MS;
  const moments: Figures[] = [];
  const right = new Set<string>();
  for (;;) {
    moments.push(await rows(world));
    const told = [...(await figuresTold(world))];
    for (const [where, figures] of told)
      if (moments.some((moment) => differenceOf(moment, figures) === undefined)) right.add(where);
    const wrong = told.find(([where]) => !right.has(where));
    if (wrong === undefined) return undefined;
    if (performance.now() > until) return `${wrong[0]}: ${differenceOf(moments.at(-1)!, wrong[1])}`;
    await pause(50);
  }
}

async function rows({ postgres }: World): Promise<Figures> {
  return (await postgres.query<Figures>(ROWS))[0]!;
}

/** By where they are told. */
async function figuresTold({ instances, postgres }: World): Promise<Map<string, Figures>> {
  const told = new Map<string, Figures>();
  for (const { name, api } of instances) {
    const system = await api.get<Figures>('/health/system');
    told.set(`${name}, /health/system`, system.body);
    const { body } = await api.get<{ health: Figures }>('/health/summary');
    const { present = NaN, inactive = NaN, unhealthy = NaN, failed = NaN } = body.health;
    told.set(`${name}, /health/summary`, {
      totalWorkers: present + inactive,
      inactiveWorkers: inactive,
      failedWorkers: failed,
      unhealthyWorkers: unhealthy + failed,
    });
  }
  const [stored] = await postgres.query<{ shared: Figures; swept: Figures }>(STORED);
  told.set('the table statistics', stored!.shared);
  told.set('the last sweep', stored!.swept);
  return told;
}

/** The first figure of the rows that is told, and told otherwise. */
function differenceOf(counted: Figures, told: Figures): string | undefined {
  const name = Object.keys(counted).find((each) => each in told && told[each] !== counted[each]);
  return name && `${name} ${told[name]}, there are ${counted[name]}`;
}
