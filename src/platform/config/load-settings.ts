import { isIP } from 'node:net';
import { SettingsError } from '../errors/start-error.js';
import { unknownRules } from './alert-settings.js';
import { closest } from './closest.js';
import { faultsWithin } from './faults-within.js';
import { isObject } from '../validation/is-object.js';
import { isLoopback } from './loopback.js';
import {
  MINUTES_ALIAS,
  MINUTES_ALIAS_TAKES,
  MINUTES_ALIAS_TARGET,
  settingKeys,
  type SettingKey,
} from './setting-keys.js';
import type { GivenSettings } from './given-settings.js';
import { SECRET_FILE_KEYS, withSecretFiles } from './secret-files.js';
import type { Settings } from './settings.js';
import {
  findVariable,
  misspeltVariables,
  unknownVariables,
  variableOf,
  type Environment,
} from './variables.js';

export interface SettingSources {
  /** Flat keys from the files; later sources override earlier ones. */
  files?: GivenSettings;
  environment?: Environment;
  /** Options of the importing application in code; they override everything. */
  overrides?: GivenSettings;
}

/**
 * Reads, validates and freezes all settings.
 * @throws SettingsError that lists every fault at once, each with a value that works
 */
export function loadSettings({
  files = {},
  environment = {},
  overrides = {},
}: SettingSources = {}): Settings {
  const all = { ...files, ...fromEnvironment(environment), ...overrides };
  const secrets = withSecretFiles(all);
  const { given, fault } = withMinutesAlias(secrets.given);
  const faults = [...unknownKeys(given), ...unknown(environment), ...secrets.faults, ...fault];
  const values: Record<string, Record<string, unknown>> = {};
  for (const entry of settingKeys) {
    const group = (values[entry.group] ??= {});
    group[entry.name] = entry.setting.fallback;
    if (given[entry.key] === undefined) continue;
    const parsed = entry.setting.schema.safeParse(given[entry.key]);
    if (parsed.success) group[entry.name] = parsed.data;
    else if (entry.setting.parts) faults.push(...faultsWithin(entry, parsed.error, given[entry.key]));
    else faults.push(faultOf(entry, given[entry.key]));
  }
  const settings = values as unknown as Settings;
  if (given[RECONNECT_ALLOW] === undefined && !isLoopback(settings.server.host)) withoutLoopback(values);
  faults.push(...contradictions(settings));
  if (faults.length > 0) {
    throw new SettingsError(
      `The settings have ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
      'Correct them where they are set: config/*.yaml, the environment or the code; docs/settings.md lists every setting.',
    );
  }
  for (const group of Object.values(values)) Object.freeze(group);
  return Object.freeze(settings);
}

const RECONNECT_ALLOW = 'jobscheduler.worker.reconnect-allow';

/**
 * A service that other machines can reach has workers on other machines: programs that listen on its own
 * loopback are not workers.
 */
function withoutLoopback({ worker }: Record<string, Record<string, unknown>>): void {
  const ranges = worker!['reconnectAllow'] as readonly string[];
  worker!['reconnectAllow'] = ranges.filter((range) => !isLoopback(range.split('/')[0]!));
}

const KEYS = [...settingKeys.map((entry) => entry.key), MINUTES_ALIAS, ...SECRET_FILE_KEYS];

function fromEnvironment(environment: Environment): GivenSettings {
  const given: Record<string, unknown> = {};
  for (const key of KEYS) {
    const found = findVariable(key, environment);
    if (found !== undefined) given[key] = found.value;
  }
  return given;
}

/**
 * Variables with our prefix that are not settings. Misspelt names without the prefix are only warnings: see
 * `environmentWarnings`.
 */
const unknown = (environment: Environment): string[] => [
  ...unknownVariables(KEYS, environment),
  ...misspeltVariables(KEYS, environment).filter((fault) => fault.startsWith('AUTH_')),
];

/** Returns variables that look like a misspelt setting, but may belong to another program. */
export const environmentWarnings = (environment: Environment): string[] =>
  misspeltVariables(KEYS, environment).filter((fault) => !fault.startsWith('AUTH_'));

/**
 * Converts the interval in minutes to milliseconds if only that is set; a fault names the setting that was
 * given.
 */
function withMinutesAlias({ [MINUTES_ALIAS]: minutes, ...given }: GivenSettings): {
  given: GivenSettings;
  fault: string[];
} {
  if (minutes === undefined || given[MINUTES_ALIAS_TARGET] !== undefined) return { given, fault: [] };
  const { schema } = settingKeys.find(({ key }) => key === MINUTES_ALIAS_TARGET)!.setting;
  const isNumeric = typeof minutes === 'number' || typeof minutes === 'string';
  const milliseconds = isNumeric ? Math.round(Number(minutes) * 60_000) : Number.NaN;
  if (schema.safeParse(milliseconds).success)
    return { given: { ...given, [MINUTES_ALIAS_TARGET]: milliseconds }, fault: [] };
  const name = `${MINUTES_ALIAS} (${variableOf(MINUTES_ALIAS)})`;
  const fault = `${name} must be ${MINUTES_ALIAS_TAKES}, for example 2; got ${JSON.stringify(minutes)}`;
  return { given, fault: [fault] };
}

/** Files may nest keys; by the time they are read here, they are flat. */
const FLAT =
  "; code takes keys with dots in one piece, such as { 'jobscheduler.worker.heartbeat-timeout-minutes': 2 }";

function unknownKeys(given: GivenSettings): string[] {
  const known = settingKeys.map((entry) => entry.key);
  return Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => `${key} is not a setting${isObject(given[key]) ? FLAT : closest(key, known)}`);
}

function faultOf({ key, variable, setting }: SettingKey, value: unknown): string {
  const shown = setting.secret ? 'the given value is not' : `got ${JSON.stringify(value)}`;
  const hasExample = setting.fallback !== undefined && !isEmptyList(setting.fallback);
  const example = !hasExample ? '' : `, for example ${JSON.stringify(setting.fallback)}`;
  return `${key} (${variable}) must be ${setting.takes}${example}; ${shown}`;
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** Checks rules that involve several settings. */
function contradictions({ worker, alerts, auth, eureka, oidc, server, tls }: Settings): string[] {
  const faults: string[] = [...lacking(tls), ...unbound(oidc)];
  for (const [bound, min, max] of [
    ['lease-seconds', worker.minLeaseSeconds, worker.maxLeaseSeconds],
    ['load-factor', worker.minLoadFactor, worker.maxLoadFactor],
  ] as const) {
    if (min <= max) continue;
    // Either may be the one that was just changed, so both are named.
    faults.push(
      `${named(`jobscheduler.worker.min-${bound}`)} is ${min}, more than ${named(`jobscheduler.worker.max-${bound}`)}, which is ${max}; set the first to at most the second`,
    );
  }
  if (eureka.enabled && worker.identity !== 'worker-id') {
    faults.push(
      `${named('jobscheduler.worker.identity')} is ${worker.identity}, but instances of Eureka are named by application and id; use worker-id, or turn off ${named('facades.eureka.enabled')}`,
    );
  }
  if (eureka.peers.length > 0 && !eureka.enabled) {
    faults.push(
      `${named('facades.eureka.peers')} names servers, but ${named('facades.eureka.enabled')} is false; set it to true, or remove the peers`,
    );
  }
  for (const cidr of worker.reconnectAllow.filter((range) => !isCidr(range))) {
    faults.push(
      `${named('jobscheduler.worker.reconnect-allow')} contains ${JSON.stringify(cidr)}, which is not a CIDR; use for example 10.0.0.0/8`,
    );
  }
  for (const proxy of server.trustProxy.filter((each) => isIP(each) === 0 && !isCidr(each))) {
    faults.push(
      `${named('server.trust-proxy')} contains ${JSON.stringify(proxy)}, which is neither an address nor a CIDR; use for example 10.0.0.1`,
    );
  }
  for (const host of server.allowedHosts.filter((each) => !isHostName(each))) {
    faults.push(
      `${named('server.allowed-hosts')} contains ${JSON.stringify(host)}, which is not a host name; use for example registration.example.org, *.example.org or *`,
    );
  }
  for (const { at, name } of unknownRules(alerts.rules, alerts.webhooks)) {
    const names = alerts.rules.map((rule) => rule.name);
    const works = names.length === 0 ? `${named('alerts.rules')} is empty` : `use one of ${names.join(', ')}`;
    faults.push(
      `alerts.webhooks${at} (${variableOf('alerts.webhooks')}) is ${JSON.stringify(name)}, which is not a rule; ${works}`,
    );
  }
  if (auth.mode === 'open' && !auth.allowOpenNetwork && !isLoopback(server.host)) {
    faults.push(
      `${named('server.host')} is ${server.host}, which other machines can reach, and ${named('auth.mode')} is open, so that anyone could act for any worker; ` +
        `set server.host to 127.0.0.1, or ${variableOf('auth.allow-open-network')}=true if the network itself is trusted`,
    );
  }
  return faults;
}

const named = (key: string): string => `${key} (${variableOf(key)})`;

/** HTTPS needs a certificate and its key; client certificates need HTTPS. */
function lacking({ cert, key, clientCa }: Settings['tls']): string[] {
  const name = (part: string): string => named(`server.tls.${part}`);
  if (cert !== undefined && key === undefined)
    return [`${name('cert')} is set without ${name('key')}; set both or none`];
  if (key !== undefined && cert === undefined)
    return [`${name('key')} is set without ${name('cert')}; set both or none`];
  if (clientCa !== undefined && cert === undefined)
    return [`${name('client-ca')} is set without ${name('cert')}; set cert and key too`];
  return [];
}

/** An issuer issues tokens for many services: only those for this one count. */
function unbound({ issuer, audience }: Settings['oidc']): string[] {
  if ((issuer === undefined) === (audience === undefined)) return [];
  const [set, missing] = issuer === undefined ? ['audience', 'issuer'] : ['issuer', 'audience'];
  return [`${named(`auth.oidc.${set}`)} is set without ${named(`auth.oidc.${missing}`)}; set both or none`];
}

/** Returns a host name without scheme, port and path. */
const isHostName = (host: string): boolean =>
  host === '*' || isIP(host) !== 0 || /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?$/i.test(host);

function isCidr(range: string): boolean {
  const [address = '', bits = ''] = range.split('/');
  const family = isIP(address);
  return family !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}
