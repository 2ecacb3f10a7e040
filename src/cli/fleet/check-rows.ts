import { loadSettings } from '../../platform/config/load-settings.js';
import type { Settings } from '../../platform/config/settings.js';
import { readRegistration } from '../../workers/registration/registration-reading.js';
import type { Registration } from '../../workers/registration/registration.js';
import type { Client } from '../client.js';
import { EXIT, Failure } from '../failure.js';
import type { Fault, Rows } from './rows.js';

/** A valid worker. */
export interface Ready {
  readonly line: number;
  readonly workerId: string;
  /** The body to send. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The description that the server derives from it. */
  readonly description: Registration['description'];
}

export interface Checked {
  readonly ready: readonly Ready[];
  readonly faults: readonly Fault[];
  /** Number of rows with faults; one row may have several, and several rows may share a line. */
  readonly faulty: number;
  /** Warnings about dropped values, each once, with its first line. */
  readonly warnings: readonly string[];
}

const FORCE = 'force creates a new record at each run; omit it';

/** Checks all rows by the rules of the server, before anything is sent. */
export function checkRows({ rows, faults }: Rows, settings: Settings): Checked {
  const ready: Ready[] = [];
  const found: Fault[] = [...faults];
  const warned = new Map<string, number>();
  const lines = new Map<string, number>();
  let faulty = faults.length;
  for (const { line, value } of rows) {
    const { workerId, registration, errors, warnings } = readRegistration(value, settings);
    const all = errors.map(({ field, message }) => ({ line, workerId, field, message }));
    const before = workerId === null ? undefined : lines.get(workerId);
    if (workerId !== null && before === undefined) lines.set(workerId, line);
    if (before !== undefined)
      all.push({ line, workerId, field: 'workerId', message: `Same workerId as line ${before}` });
    if (registration?.force) all.push({ line, workerId, field: 'force', message: FORCE });
    for (const warning of warnings) if (!warned.has(warning)) warned.set(warning, line);
    found.push(...all);
    if (all.length > 0) faulty++;
    if (registration === undefined || all.length > 0) continue;
    // The workers of the file may already be running: they must not count as restarted.
    const body = { expectOnline: false, ...(value as object) };
    ready.push({
      line,
      workerId: registration.description.workerId,
      body,
      description: registration.description,
    });
  }
  return {
    ready,
    faults: found.toSorted((a, b) => a.line - b.line),
    faulty,
    warnings: [...warned].map(([warning, line]) => `line ${line}: ${warning}`),
  };
}

/** The settings that bound the values of the rules. */
const BOUNDS = ['identity', 'max-concurrent-jobs-limit', 'min-load-factor', 'max-load-factor'].map(
  (name) => `jobscheduler.worker.${name}`,
);

/** Returns the bounds of that server, if the caller may read them; otherwise the defaults, and the server decides. */
export async function boundsOf(client: Client): Promise<Settings> {
  try {
    const config = await client.get<Record<string, unknown>>('/config');
    const known = BOUNDS.filter((key) => config[key] !== undefined && config[key] !== null);
    return loadSettings({ overrides: Object.fromEntries(known.map((key) => [key, config[key]])) });
  } catch (error) {
    if (error instanceof Failure && error.answer?.code === 'role_missing') return loadSettings();
    if (error instanceof Failure && error.exitCode !== EXIT.failed) throw error;
    return loadSettings();
  }
}
