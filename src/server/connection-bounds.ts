import { BlockList, isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Settings } from '../platform/config/settings.js';

/** Files that a process needs besides connections of clients: its log, the listeners, Redis, name look-ups and more. */
const OTHER_FILES = 64;

/** How many connections of clients one process accepts. */
export interface ConnectionBounds {
  readonly most: number;
  /** Of one client address, or one /64 of IPv6. */
  readonly mostPerAddress: number;
  /** Whether an address is of a proxy that is trusted, and stands for many clients. */
  readonly isProxy: (address: string) => boolean;
  /** What to tell at the start, where the limit of open files is the lower one. */
  readonly warning?: string;
}

/**
 * The bounds of the settings, within what the system allows: without descriptors the system resets every connection,
 * those of supervisors too, and nothing in the process is told.
 * @param openFiles the limit of open files, where there is one
 */
export function connectionBoundsOf(
  { server, database, worker }: Settings,
  openFiles: number | undefined,
): ConnectionBounds {
  const { maxConnections, maxConnectionsPerAddress, trustProxy } = server;
  const others =
    OTHER_FILES + database.poolSize + (worker.reconnectEnabled ? worker.reconnectConcurrency : 0);
  const possible = openFiles === undefined ? maxConnections : Math.max(1, openFiles - others);
  const most = Math.min(maxConnections, possible);
  return {
    most,
    mostPerAddress: maxConnectionsPerAddress === 0 ? Math.ceil(most / 2) : maxConnectionsPerAddress,
    isProxy: within(trustProxy),
    ...(most < maxConnections && {
      warning:
        `server.max-connections is ${maxConnections}, but this process may open ${openFiles} files only, so it accepts ${most} connections: ` +
        `raise the limit to ${maxConnections + others} (ulimit -n, LimitNOFILE= of systemd), or set SERVER_MAX_CONNECTIONS=${most}`,
    }),
  };
}

/** @param ranges addresses and CIDRs, as the settings have checked them */
function within(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (given) => {
    if (isIP(given) === 0) return false;
    const address = ipaddr.process(given);
    return list.check(address.toString(), address.kind());
  };
}
