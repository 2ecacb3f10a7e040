import { networkInterfaces } from 'node:os';
import { isIP } from 'node:net';
import { isLoopback } from '../platform/config/loopback.js';
import type { Endpoint } from '../platform/network/endpoint.js';

/** The endpoints of this service, its PostgreSQL and its Redis: an answer there is no sign of a worker. */
export class OwnEndpoints {
  /** @param endpoints asks where they are now: those of Redis may change */
  constructor(private readonly endpoints: () => readonly Endpoint[]) {}

  /** @param address the address that would be probed; @param host what the worker registered */
  isOwn(host: string, address: string, port: number): boolean {
    return this.endpoints().some(
      (own) =>
        own.port === port &&
        (own.host === address || own.host === host || (isHere(own.host) && isLocalAddress(address))),
    );
  }
}

const isHere = (host: string): boolean =>
  isLoopback(host) || host === '0.0.0.0' || host === '::' || (isIP(host) !== 0 && isLocalAddress(host));

const isLocalAddress = (address: string): boolean =>
  isLoopback(address) ||
  Object.values(networkInterfaces()).some((all) => all?.some((each) => each.address === address) === true);
