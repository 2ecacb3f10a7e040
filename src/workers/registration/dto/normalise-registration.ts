import type { Settings } from '../../../platform/config/settings.js';
import { isObject } from '../../../platform/validation/is-object.js';
import { parseCapabilities } from '../../../fleet/dto/capabilities.js';
import { canonicalHost, dialFault, splitHost, type HostAndPort } from './host.js';
import { readTags } from './tags.js';

type Identity = Settings['worker']['identity'];

/** Surrounding spaces of these texts are removed; empty texts then count as omitted. */
const TEXTS = ['name', 'hostName', 'hostAddress', 'version', 'zone', 'healthPath'];

/** The field that identifies a worker, in each mode. */
const IDENTITY_FIELDS = {
  'worker-id': 'workerId',
  'host-name': 'hostName',
  'host-address': 'hostAddress',
} as const;

/** A registration in its normal form. */
export interface NormalRegistration {
  readonly body: unknown;
  /** The field from which the workerId comes, or would have to come. */
  readonly namedBy: 'workerId' | 'hostName' | 'hostAddress';
  readonly warnings: readonly string[];
}

/**
 * Converts the different spellings to one: `host:port` is split, text becomes lists and objects, names are
 * trimmed. Accepts any JSON value and never throws; values that cannot be parsed are left for the rules to
 * refuse.
 */
export function normaliseRegistration(body: unknown, identity: Identity): NormalRegistration {
  if (!isObject(body)) return { body, namedBy: 'workerId', warnings: [] };
  const whereabouts = whereaboutsOf(body);
  const { hostName, hostAddress, port } = whereabouts;
  const { workerId, namedBy } = identityOf(identity, body['workerId'], whereabouts);
  const normal = {
    ...body,
    ...trimmed(body, TEXTS),
    ...(isBlank(body['bootId']) && { bootId: undefined }),
    ...(hostName === undefined ? {} : { hostName: hostName.host }),
    ...(hostAddress === undefined ? {} : { hostAddress: hostAddress.host.toLowerCase() }),
    ...(port === undefined ? {} : { port }),
    capabilities: parseCapabilities(body['capabilities']),
    tags: readTags(body['tags']),
    workerId,
  };
  return { body: normal, namedBy, warnings: warningsOf(body, whereabouts) };
}

/** Returns the worker that a body names, before it is validated: failed attempts are counted for it. */
export function claimedWorkerId(body: unknown, identity: Identity): string | null {
  if (!isObject(body)) return null;
  const { workerId } =
    identity === 'worker-id' ? body : identityOf(identity, body['workerId'], whereaboutsOf(body));
  return typeof workerId === 'string' ? workerId : null;
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

interface Whereabouts {
  readonly hostName: HostAndPort | undefined;
  readonly hostAddress: HostAndPort | undefined;
  readonly port: unknown;
}

/** An explicit port has priority over one in the address, and that over one in the name. */
function whereaboutsOf(given: Record<string, unknown>): Whereabouts {
  const hostName = splitGiven(given['hostName']);
  const hostAddress = splitGiven(given['hostAddress']);
  const port = portOf(given['port']) ?? hostAddress?.port ?? hostName?.port;
  return { hostName, hostAddress, port };
}

function splitGiven(value: unknown): HostAndPort | undefined {
  return typeof value === 'string' && value.trim() !== '' ? splitHost(value) : undefined;
}

/** Converts a number written as text, because the identity of an address contains it. */
const portOf = (port: unknown): unknown =>
  typeof port === 'string' && /^\s*\d{1,5}\s*$/.test(port) ? Number(port) : port;

function trimmed(given: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const texts = names.filter((name) => typeof given[name] === 'string');
  return Object.fromEntries(texts.map((name) => [name, (given[name] as string).trim() || undefined]));
}

/**
 * The field that identifies the worker becomes its workerId, in lower case; an address with its port, if
 * given.
 */
function identityOf(
  identity: Identity,
  workerId: unknown,
  { hostName, hostAddress, port }: Whereabouts,
): { workerId: unknown; namedBy: NormalRegistration['namedBy'] } {
  const namedBy = IDENTITY_FIELDS[identity];
  const place = identity === 'host-name' ? hostName : hostAddress;
  if (identity === 'worker-id') return { workerId, namedBy };
  if (place === undefined) {
    // If neither is given, the identity is missing.
    const isGiven = workerId !== undefined && workerId !== null && !isBlank(workerId);
    return { workerId, namedBy: isGiven ? 'workerId' : namedBy };
  }
  const name = idSafe(canonicalHost(place.host));
  const hasPort = identity === 'host-address' && typeof port === 'number';
  return { workerId: hasPort ? `${name}:${port}` : name, namedBy };
}

/** A workerId cannot contain a percent sign, which separates an IPv6 address from its zone. */
const idSafe = (host: string): string => (host.includes(':') ? host.replace('%', '@') : host);

function warningsOf(
  { port: given }: Record<string, unknown>,
  { hostName, hostAddress, port }: Whereabouts,
): string[] {
  const warnings: string[] = [];
  const isGiven = given !== undefined && given !== null;
  for (const [field, place] of [
    ['hostAddress', hostAddress],
    ['hostName', hostName],
  ] as const) {
    if (place?.port === undefined || place.port === port || typeof port !== 'number') continue;
    warnings.push(`${field} names port ${place.port}; ${isGiven ? 'port' : 'hostAddress'} wins with ${port}`);
  }
  const isDialled = hostAddress === undefined && hostName !== undefined && typeof port === 'number';
  const fault = isDialled ? dialFault('hostName', hostName.host) : undefined;
  if (fault !== undefined) warnings.push(`The worker cannot be dialled: ${fault}`);
  return warnings;
}
