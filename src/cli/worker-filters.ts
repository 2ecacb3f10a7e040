import type { Command } from 'commander';
import { given } from '../platform/collections/given.js';
import { list, whole } from './arguments.js';

/** The options that choose workers. */
export interface FilterOptions {
  readonly status?: string[];
  readonly health?: string[];
  readonly presence?: string[];
  readonly tag?: string[];
  readonly capability?: string[];
  readonly zone?: string;
  readonly version?: string;
  readonly minFree?: number;
  readonly host?: string;
  readonly order?: string[];
  readonly suspect?: true;
  readonly text?: string;
}

/**
 * Adds the options that choose workers; a worker must match all that are given.
 * @param zone name of the option for their zone
 */
export const filtered = (command: Command, zone = '--zone'): Command =>
  command
    .option('--status <status,…>', 'any of ACTIVE, IDLE, BUSY, MAINTENANCE, ERROR, DRAINING, INACTIVE', list)
    .option('--health <health,…>', 'any of HEALTHY, UNHEALTHY, FAILED', list)
    .option('--presence <presence,…>', 'any of EXPECTED, PRESENT, LOST, LEFT', list)
    .option('--suspect', 'only workers whose heartbeat is later than usual, or that schedulers cannot reach')
    .option('--tag <tag,…>', 'all of these tags', list)
    .option('--capability <name[=value],…>', 'all of these capabilities', list)
    .option(`${zone} <zone>`, "this zone; '' for workers without one")
    .option('--version <version>', 'exactly this version')
    .option('--host <host>', 'this host name or address')
    .option('--order <order,…>', 'any of DRAINING, MAINTENANCE, NONE', list)
    .option('--min-free <n>', 'minimum number of free slots', whole(0, 1_000_000))
    .option('--text <text>', 'part of workerId, name, host name or address');

/** Returns the filters that are given, as the query of a request. */
export function filtersIn(options: FilterOptions): Record<string, string | string[]> {
  const { minFree, status, health, presence, suspect, order } = options;
  const { tag, capability, zone, version, host, text } = options;
  const upper = (words?: string[]) => words?.map((word) => word.toUpperCase());
  return given({
    status: upper(status),
    health: upper(health),
    presence: upper(presence),
    suspect: suspect?.toString(),
    order: upper(order),
    host,
    tag,
    capability,
    zone,
    version,
    text,
    minAvailableCapacity: minFree?.toString(),
  });
}
