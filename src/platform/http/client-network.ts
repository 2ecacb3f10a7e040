import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

const SUBSCRIBER_GROUPS = 4;

/**
 * What stands for one client where something is counted for each address: an IPv4 address, also one that is written inside
 * an IPv6 address; of an IPv6 address the /64, within which one client has as many addresses as it likes.
 */
export function clientNetwork(address: string): string {
  if (!isIPv6(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  const groups = parsed.parts.slice(0, SUBSCRIBER_GROUPS).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}
