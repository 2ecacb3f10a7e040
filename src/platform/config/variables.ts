import { closest } from './closest.js';

/** Prefix of our environment variables whose key has no unambiguous name of its own. */
const PREFIX = 'WORKER_REGISTRATION_';

/**
 * Keys whose plain variable cannot be mistaken for another program's: `JOBSCHEDULER_WORKER_…`, and
 * OpenTelemetry's own.
 */
const PLAIN = /^(jobscheduler|otel)\./;

/** Variables with the prefix that are not settings: read by the command line, or by the reader of files. */
const OTHERS = [
  'WORKER_REGISTRATION_SERVER',
  'WORKER_REGISTRATION_KEY',
  'WORKER_REGISTRATION_CONTEXT',
  'WORKER_REGISTRATION_CONFIG_DIR',
];

/** Set by Kubernetes in each container of a namespace with a Service named worker-registration. */
const SERVICE_LINK =
  /^WORKER_REGISTRATION_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;

/** The value of `SERVER_PORT` if the namespace has a Service named server: `tcp://10.96.0.1:80`. */
const SERVICE_LINK_VALUE = /^(tcp|udp|sctp):\/\/\S+:\d+$/;

export type Environment = Readonly<Record<string, string | undefined>>;

const plainOf = (key: string): string => key.replace(/[.-]/g, '_').toUpperCase();

/** Returns the environment variable of a setting: `WORKER_REGISTRATION_SERVER_PORT` for `server.port`. */
export const variableOf = (key: string): string => (PLAIN.test(key) ? '' : PREFIX) + plainOf(key);

/**
 * Returns the name without our prefix, which the server accepts too: `SERVER_PORT`; undefined if there is
 * none.
 */
export const aliasOf = (key: string): string | undefined => (PLAIN.test(key) ? undefined : plainOf(key));

/** A value, and the variable that contains it. */
export interface Found {
  readonly variable: string;
  readonly value: string;
}

/**
 * Returns the value of a setting in the environment; the name with the prefix has priority. An empty variable
 * counts as unset.
 */
export function findVariable(key: string, environment: Environment): Found | undefined {
  for (const variable of [variableOf(key), aliasOf(key)]) {
    const value = variable && environment[variable];
    if (value && !(variable === aliasOf(key) && SERVICE_LINK_VALUE.test(value))) return { variable, value };
  }
  return undefined;
}

/**
 * Returns a sentence for each variable with our prefix that nothing reads. The prefix may have any case: names of
 * variables differ by case, and one in lower case would be ignored.
 */
export function unknownVariables(keys: readonly string[], environment: Environment): string[] {
  const known = keys.map(variableOf);
  return Object.keys(environment)
    .filter((name) => /^(JOBSCHEDULER_WORKER|WORKER_REGISTRATION)_/i.test(name))
    .filter((name) => ![...known, ...OTHERS].includes(name) && !SERVICE_LINK.test(name))
    .map((name) => `${name} is not a setting${closest(name, known)}`);
}

/**
 * Returns a sentence for each variable without our prefix that looks like a misspelt setting. Most deserve
 * only a warning, because they may belong to another program; but a misspelt `AUTH_MODE` would leave the
 * service open.
 */
export function misspeltVariables(keys: readonly string[], environment: Environment): string[] {
  const aliases = keys.map(aliasOf).filter((alias) => alias !== undefined);
  const groups = new Set(aliases.map((alias) => alias.slice(0, alias.indexOf('_') + 1)));
  return Object.keys(environment)
    .filter((name) => groups.has(name.slice(0, name.indexOf('_') + 1)) && !aliases.includes(name))
    .map((name) => [name, closest(name, aliases, 2)] as const)
    .filter(([, suggestion]) => suggestion !== '')
    .map(([name, suggestion]) => `${name} is not a setting${suggestion}`);
}
