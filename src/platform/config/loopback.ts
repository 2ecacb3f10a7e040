import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether a host is this machine itself: `localhost`, or an address such as 127.0.0.1 and ::1. */
export function isLoopback(host: string): boolean {
  // By far the most common case, and checked for each request.
  if (host === 'localhost' || host === '127.0.0.1') return true;
  const family = isIP(host);
  return family !== 0 && loopback.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
