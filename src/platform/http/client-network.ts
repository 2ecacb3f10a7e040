import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

const SUBSCRIBER_GROUPS = 4;

/**
 * Returns what counts as one client in limits per address: an IPv4 address, even inside an IPv6 address; of
 * an IPv6 address the /64, because one client can use any address within it.
 */
export function clientNetwork(address: string): string {
  if (!isIPv6(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const groups = parsed.parts.slice(0, SUBSCRIBER_GROUPS).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}
