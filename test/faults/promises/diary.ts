import type { World } from '../parts/world.js';
import type { Breach } from './promises.js';

/** Tables that grow with joining workers, and with time. */
const TABLES = [
  'worker',
  'worker_state',
  'job',
  'revoked_job',
  'journal',
  'sweep',
  'gap',
  'instance',
] as const;

/** Maximum growth of the mean of the last third over that of the first. */
const MORE_MIB = 24;
const MORE_FILES = 40;
const MORE_ROWS = 0.25;
const FEW_ROWS = 20;

/** Means over the thirds of a life, by what was measured. */
export interface Figures {
  readonly seconds: number;
  readonly steps: number;
  /** MiB of the processes that lived from the beginning to the end. */
  readonly memoryMib: Readonly<Record<string, Thirds>>;
  /** Open files and sockets of the same. */
  readonly openFiles: Readonly<Record<string, Thirds>>;
  readonly rows: Readonly<Record<string, Thirds>>;
}

interface Thirds {
  readonly first: number;
  readonly second: number;
  readonly last: number;
  readonly most: number;
}

interface Page {
  readonly usage: ReadonlyMap<string, { readonly memoryMib: number; readonly openFiles: number }>;
  readonly rows: Readonly<Record<string, number>>;
}

/** Records memory and rows, step by step. */
export class Diary {
  private readonly pages: Page[] = [];
  private readonly since = performance.now();

  constructor(private readonly world: World) {}

  async note(): Promise<void> {
    const { instances, postgres } = this.world;
    const usage = new Map<string, { memoryMib: number; openFiles: number }>();
    for (const instance of instances) {
      const now = await instance.usage();
      if (now !== undefined) usage.set(`${instance.name}, process ${now.pid}`, now);
    }
    const counts = TABLES.map(
      (table) => `(SELECT count(*)::integer FROM worker_registration.${table}) AS ${table}`,
    );
    const [rows] = await postgres.query<Record<string, number>>(`SELECT ${counts.join(', ')}`);
    this.pages.push({ usage, rows: rows! });
  }

  sum(): { figures: Figures; breaches: Breach[] } {
    const { pages } = this;
    const lifelong = [...pages[0]!.usage.keys()].filter((process) =>
      pages.every(({ usage }) => usage.has(process)),
    );
    const memoryMib = this.each(lifelong, ({ usage }, name) => usage.get(name)!.memoryMib);
    const openFiles = this.each(lifelong, ({ usage }, name) => usage.get(name)!.openFiles);
    const rows = this.each(TABLES, (page, table) => page.rows[table]!);
    const seconds = Math.round((performance.now() - this.since) / 1000);
    const breaches: Breach[] = [];
    for (const [name, { first, last }] of Object.entries(memoryMib))
      if (last - first > MORE_MIB)
        breaches.push({ promise: 'flat', what: `${name}: ${first} MiB, then ${last}` });
    for (const [name, { first, last }] of Object.entries(openFiles))
      if (last - first > MORE_FILES)
        breaches.push({ promise: 'flat', what: `${name}: ${first} open files, then ${last}` });
    // In the first third nothing is old enough to be deleted.
    for (const [name, { second, last }] of Object.entries(rows))
      if (last > second * (1 + MORE_ROWS) + FEW_ROWS)
        breaches.push({ promise: 'flat', what: `${name}: ${second} rows, then ${last}` });
    return { figures: { seconds, steps: pages.length, memoryMib, openFiles, rows }, breaches };
  }

  private each(
    names: readonly string[],
    value: (page: Page, name: string) => number,
  ): Record<string, Thirds> {
    return Object.fromEntries(
      names.map((name) => [name, thirds(this.pages.map((page) => value(page, name)))]),
    );
  }
}

function thirds(values: readonly number[]): Thirds {
  const third = Math.ceil(values.length / 3);
  const mean = (some: readonly number[]): number =>
    Math.round(some.reduce((sum, each) => sum + each, 0) / some.length);
  return {
    first: mean(values.slice(0, third)),
    second: mean(values.slice(third, -third)),
    last: mean(values.slice(-third)),
    most: Math.round(Math.max(...values)),
  };
}
