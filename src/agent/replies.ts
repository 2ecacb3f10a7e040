import { isCredential } from './credential-file.js';

/** Parses responses without trust: a proxy, or another version of the service, may have written them. */
export type Body = Readonly<Record<string, unknown>>;

/** The timing of heartbeats. */
export interface Terms {
  readonly intervalMs: number;
  /** Duration of the lease from when the server received the request; undefined if the response has none. */
  readonly leaseMs: number | undefined;
}

export interface RegistrationReply extends Terms {
  readonly id: string;
  readonly outcome: string;
  readonly message: string;
  readonly registeredAt: string;
  readonly accessToken: string;
  readonly releasedJobs: readonly string[];
  readonly warnings: readonly string[];
}

export interface HeartbeatReply extends Terms {
  readonly accessToken: string | undefined;
  readonly commands: readonly string[];
  readonly revokedJobs: readonly string[];
  readonly warnings: readonly string[];
}

const DEFAULT_INTERVAL_MS = 30_000;
/** An interval of zero would flood the service, and timers of Node.js fire at once after 24 days. */
const SHORTEST_INTERVAL_MS = 50;
const LONGEST_INTERVAL_MS = 86_400_000;

/** Returns undefined if the body is not a registration. */
export function readRegistrationReply(body: Body): RegistrationReply | undefined {
  const worker = objectIn(body, 'worker');
  const id = textIn(worker, 'id');
  const accessToken = tokenIn(objectIn(body, 'credentials'));
  if (id === undefined || accessToken === undefined) return undefined;
  return {
    id,
    accessToken,
    outcome: textIn(body, 'outcome') ?? 'created',
    message: textIn(body, 'message') ?? '',
    registeredAt: textIn(worker, 'registeredAt') ?? '',
    releasedJobs: textsIn(body, 'releasedJobs'),
    warnings: textsIn(body, 'warnings'),
    ...termsOf(body, textIn(worker, 'lastRegisteredAt')),
  };
}

export function readHeartbeatReply(body: Body): HeartbeatReply {
  return {
    accessToken: tokenIn(body),
    commands: textsIn(body, 'commands'),
    revokedJobs: textsIn(body, 'revokedJobs'),
    warnings: textsIn(body, 'warnings'),
    ...termsOf(body, textIn(objectIn(body, 'worker'), 'lastHeartbeat')),
  };
}

/**
 * Older servers do not tell the length of the lease, but when it began and ends: both by the database's clock, so that the
 * difference is right whatever our clock says.
 */
function termsOf(body: Body, renewedAt: string | undefined): Terms {
  const heartbeat = objectIn(body, 'heartbeat');
  const leaseSeconds = heartbeat['leaseSeconds'];
  const between = Date.parse(textIn(heartbeat, 'leaseExpiresAt') ?? '') - Date.parse(renewedAt ?? '');
  const leaseMs = typeof leaseSeconds === 'number' ? leaseSeconds * 1000 : between;
  return {
    intervalMs: intervalMsOf(heartbeat),
    leaseMs: leaseMs > 0 ? leaseMs : undefined,
  };
}

/** Reads `intervalSeconds`. */
export function intervalMsOf(body: Body): number {
  const seconds = body['intervalSeconds'];
  const intervalMs = typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : DEFAULT_INTERVAL_MS;
  return Math.min(Math.max(SHORTEST_INTERVAL_MS, intervalMs), LONGEST_INTERVAL_MS);
}

/** Returns an empty object in place of a value that is none. */
export const objectOf = (value: unknown): Body =>
  typeof value === 'object' && value !== null ? (value as Body) : {};

const objectIn = (body: Body, name: string): Body => objectOf(body[name]);

export function textIn(body: Body, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}

/** Returns undefined for a token that no header can carry. */
export function tokenIn(body: Body): string | undefined {
  const token = textIn(body, 'accessToken');
  return token !== undefined && isCredential(token) ? token : undefined;
}

export function textsIn(body: Body, name: string): string[] {
  const value = body[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
