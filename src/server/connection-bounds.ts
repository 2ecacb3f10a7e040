import { BlockList, isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Settings } from '../platform/config/settings.js';

/**
 * Files that a process needs besides client connections: its log, the listeners, Redis, name lookups and
 * more.
 */
const OTHER_FILES = 64;

/** Maximum numbers of client connections of one process. */
export interface ConnectionBounds {
  readonly most: number;
  /** Maximum per client address, or per /64 of IPv6. */
  readonly mostPerAddress: number;
  /** Whether an address belongs to a trusted proxy, which stands for many clients. */
  readonly isProxy: (address: string) => boolean;
  /** Warning at the start if the limit of open files is lower. */
  readonly warning?: string;
}

/**
 * Returns the bounds of the settings, within the limit of open files: without descriptors the system would
 * reset every connection, even those of supervisors, and the process would not notice.
 * @param openFiles the limit of open files, if there is one
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
        `server.max-connections is ${maxConnections}, but this process may open only ${openFiles} files, so it accepts up to ${most} connections: ` +
        `raise the limit to ${maxConnections + others} (ulimit -n, LimitNOFILE= of systemd), or set SERVER_MAX_CONNECTIONS=${most}`,
    }),
  };
}

/** @param ranges addresses and CIDRs, validated by the settings */
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
