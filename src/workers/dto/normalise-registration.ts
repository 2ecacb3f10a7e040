import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Settings } from '../../platform/config/settings.js';
import { parseCapabilities } from './capabilities.js';
import { splitHost, type HostAndPort } from './host.js';

type Identity = Settings['worker']['identity'];

/** Spaces around these texts are dropped; one that is empty then counts as left out. */
const TEXTS = ['name', 'hostName', 'hostAddress', 'version', 'zone', 'bootId', 'healthPath'];

/**
 * Brings the ways to say the same thing to one: `host:port` is split, text becomes lists and objects, names are trimmed.
 * Takes any JSON value and throws nothing; what cannot be understood is left for the rules to refuse.
 */
export function normaliseRegistration(body: unknown, identity: Identity): unknown {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return body;
  const given = body as Record<string, unknown>;
  const { hostName, hostAddress, port } = whereaboutsOf(given);
  return {
    ...given,
    ...trimmed(given, TEXTS),
    ...(hostName === undefined ? {} : { hostName: hostName.host }),
    ...(hostAddress === undefined ? {} : { hostAddress: hostAddress.host }),
    ...(port === undefined ? {} : { port }),
    capabilities: parseCapabilities(given['capabilities']),
    tags: splitTags(given['tags']),
    workerId: identityOf(identity, given['workerId'], hostName, hostAddress, port),
  };
}

/** Which worker a body means, before anything of it is checked: failed attempts are counted for it. */
export function claimedWorkerId(body: unknown, identity: Identity): string | null {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return null;
  const given = body as Record<string, unknown>;
  const { hostName, hostAddress, port } = whereaboutsOf(given);
  const workerId = identityOf(identity, given['workerId'], hostName, hostAddress, port);
  return typeof workerId === 'string' ? workerId : null;
}

interface Whereabouts {
  readonly hostName: HostAndPort | undefined;
  readonly hostAddress: HostAndPort | undefined;
  readonly port: unknown;
}

/** An explicit port wins over one behind the address, and that over one behind the name. */
function whereaboutsOf(given: Record<string, unknown>): Whereabouts {
  const hostName = splitGiven(given['hostName']);
  const hostAddress = splitGiven(given['hostAddress']);
  return { hostName, hostAddress, port: given['port'] ?? hostAddress?.port ?? hostName?.port };
}

function splitGiven(value: unknown): HostAndPort | undefined {
  return typeof value === 'string' && value.trim() !== '' ? splitHost(value) : undefined;
}

function trimmed(given: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const texts = names.filter((name) => typeof given[name] === 'string');
  return Object.fromEntries(texts.map((name) => [name, (given[name] as string).trim() || undefined]));
}

function splitTags(value: unknown): unknown {
  const list: unknown = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(list)) return list;
  const tags = list.map((tag: unknown) => (typeof tag === 'string' ? tag.trim() : tag));
  return [...new Set(tags)].filter((tag) => tag !== '');
}

/** The field that identifies the worker becomes its workerId; an address with its port, where one is given. */
function identityOf(
  identity: Identity,
  workerId: unknown,
  hostName: HostAndPort | undefined,
  hostAddress: HostAndPort | undefined,
  port: unknown,
): unknown {
  if (identity === 'host-name') return hostName?.host ?? workerId;
  if (identity === 'worker-id' || hostAddress === undefined) return workerId;
  const address = idSafe(hostAddress.host);
  return typeof port === 'number' ? `${address}:${port}` : address;
}

/** An IPv6 address in full: `::1` may not begin a workerId, and only the long form keeps a port behind it apart. */
const idSafe = (host: string): string => (isIPv6(host) ? ipaddr.parse(host).toNormalizedString() : host);
