import { networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import type { Settings } from '../platform/config/settings.js';
import { isLoopback } from '../platform/config/loopback.js';

/** An endpoint on which this service, its PostgreSQL or its Redis listens. */
interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const POSTGRES_PORT = 5432;
const REDIS_PORT = 6379;

/** The endpoints of this service and of its servers: an answer there is no sign of a worker. */
export class OwnEndpoints {
  private readonly endpoints: readonly Endpoint[];

  constructor({ server, database, redis }: Pick<Settings, 'server' | 'database' | 'redis'>) {
    this.endpoints = [
      { host: server.host, port: server.port },
      ...endpointsOf(database.url, POSTGRES_PORT),
      ...endpointsOf(redis.url, REDIS_PORT),
    ];
  }

  /** @param address the address that would be probed; @param host what the worker registered */
  include(host: string, address: string, port: number): boolean {
    return this.endpoints.some(
      (own) =>
        own.port === port &&
        (own.host === address || own.host === host || (isHere(own.host) && isLocalAddress(address))),
    );
  }
}

function endpointsOf(url: string | undefined, fallback: number): Endpoint[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { hostname, port } = new URL(url);
  return [{ host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? fallback : Number(port) }];
}

const isHere = (host: string): boolean =>
  isLoopback(host) || host === '0.0.0.0' || host === '::' || (isIP(host) !== 0 && isLocalAddress(host));

const isLocalAddress = (address: string): boolean =>
  isLoopback(address) ||
  Object.values(networkInterfaces()).some((all) => all?.some((each) => each.address === address) === true);
