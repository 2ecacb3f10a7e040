import type { AlertsDto } from '../../alerts/dto/alerts.dto.js';
import type { GuardsDto } from '../../health/dto/guards.dto.js';
import { EVENT_GROUPS } from '../../journal/event-groups.js';
import { EVENT_TYPES } from '../../journal/event-types.js';
import type { OperationPageDto } from '../../operations/dto/operation.dto.js';
import { commandLineEnvironment } from '../../platform/config/command-line.js';
import type { WorkerGroupsDto } from '../../workers/listing/groups/groups.dto.js';
import type { Client } from '../client.js';
import { readConfigFile } from '../config-file.js';

/** Maximum number of values that a shell is offered. */
export const MOST = 100;

/** Returns the values that may follow, of which those with this beginning are wanted. */
export type Source = (client: Client, begin: string) => Promise<readonly (string | null)[]>;

const fixed =
  (...values: readonly string[]): Source =>
  () =>
    Promise.resolve(values);

/** The values by which workers are grouped. */
const groups =
  (by: 'zone' | 'version' | 'host'): Source =>
  async (client) => {
    const { groups: found } = await client.get<WorkerGroupsDto>('/stats', { by });
    return found.map(({ key }) => key[by] as string | null);
  };

const workers: Source = async (client, begin) => {
  const query = {
    fields: 'workerId',
    sort: 'workerId',
    limit: String(MOST),
    ...(begin !== '' && { text: begin }),
  };
  const { workers: found } = await client.get<{ workers: { workerId: string }[] }>('', query);
  return found.map(({ workerId }) => workerId);
};

const operations: Source = async (client) => {
  const { operations: found } = await client.get<OperationPageDto>('/operations', { limit: String(MOST) });
  return found.map(({ id }) => id);
};

const guards: Source = async (client) => {
  const { guards: found } = await client.get<GuardsDto>('/guards');
  return found.map(({ name }) => name);
};

const rules: Source = async (client) => {
  const { rules: found } = await client.get<AlertsDto>('/alerts');
  return found.map(({ name }) => name);
};

const contexts: Source = () =>
  Promise.resolve(Object.keys(readConfigFile(commandLineEnvironment().configFile)?.contexts ?? {}));

/** What follows an option, by its name; choices that the option declares need no entry. */
export const OPTIONS: Readonly<Record<string, Source>> = {
  '--zone': groups('zone'),
  '--version': groups('version'),
  '--host': groups('host'),
  '--context': contexts,
  '--status': fixed('ACTIVE', 'IDLE', 'BUSY', 'MAINTENANCE', 'ERROR', 'DRAINING', 'INACTIVE'),
  '--health': fixed('HEALTHY', 'UNHEALTHY', 'FAILED'),
  '--presence': fixed('EXPECTED', 'PRESENT', 'LOST', 'LEFT'),
  '--order': fixed('DRAINING', 'MAINTENANCE', 'NONE'),
  '--group': fixed(...EVENT_GROUPS),
  '--type': fixed(...Object.keys(EVENT_TYPES)),
  '--cleanup': fixed('last'),
};

/** What an argument names, by its name; of commands below `context`, `<name>` is a context. */
export const ARGUMENTS: Readonly<Record<string, Source>> = {
  worker: workers,
  other: workers,
  id: operations,
  zone: guards,
  rule: rules,
  name: contexts,
};
