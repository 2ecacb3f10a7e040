import type { Setting } from './setting.js';
import { definitions } from './settings.js';
import { variableOf } from './variables.js';

/** The names of one setting: in the table, in a file and in the environment. */
export interface SettingKey {
  readonly group: keyof typeof definitions;
  readonly name: string;
  /** `jobscheduler.worker.heartbeat-timeout-minutes` */
  readonly key: string;
  /** `JOBSCHEDULER_WORKER_HEARTBEAT_TIMEOUT_MINUTES`, `WORKER_REGISTRATION_SERVER_PORT` */
  readonly variable: string;
  readonly setting: Setting<unknown>;
}

/** Used if only it is set; see `health-check-interval-ms`. */
export const MINUTES_ALIAS = 'jobscheduler.worker.health-check-interval-minutes';
export const MINUTES_ALIAS_TARGET = 'jobscheduler.worker.health-check-interval-ms';
export const MINUTES_ALIAS_TAKES = 'a number (minutes) from 0.002';

/** The groups whose keys do not begin with their own name. */
const PREFIXES: Readonly<Record<string, string>> = {
  worker: 'jobscheduler.worker',
  eureka: 'facades.eureka',
  oidc: 'auth.oidc',
  tls: 'server.tls',
};

export const settingKeys: readonly SettingKey[] = Object.entries(definitions).flatMap(([group, settings]) =>
  Object.entries(settings).map(([name, setting]) => {
    const key = `${PREFIXES[group] ?? group}.${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return { group: group as keyof typeof definitions, name, key, variable: variableOf(key), setting };
  }),
);
