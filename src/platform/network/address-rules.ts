import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isMetadataName } from './metadata-names.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** Whether an address may be dialled: its plain form, or why not. */
export type Verdict =
  | { readonly allowed: true; readonly address: string }
  | { readonly allowed: false; readonly address: string; readonly reason: string };

/** Services at these addresses hand out credentials of the machine; others are in link-local ranges. */
const METADATA = [
  'fd00:ec2::/32', // AWS
  'fd20:ce::254/128', // Google Cloud
  '100.100.100.200/32', // Alibaba Cloud
  '168.63.129.16/32', // Azure
  '192.0.0.192/32', // Oracle Cloud
].map((range) => ipaddr.parseCIDR(range) as Range);

/** `::10.0.0.1`, long obsolete. */
const IPV4_COMPATIBLE = ipaddr.parseCIDR('::/96') as Range;

/** Private addresses of IPv4, where most workers live: no range below overlaps them, which takes longer to find out. */
const PRIVATE = /^(?:10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.\d{1,3}$/;

/** Ranges by their name in ipaddr.js that no allow-list permits, and why not. */
const NEVER: Readonly<Record<string, string>> = {
  linkLocal: 'a link-local address, where clouds answer with credentials',
  unspecified: 'the unspecified address',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  // A gateway decides where they lead, not this list.
  '6to4': 'an address that embeds another one (6to4)',
  teredo: 'an address that embeds another one (Teredo)',
  rfc6052: 'an address that embeds another one (NAT64)',
  rfc6145: 'an address that embeds another one (IPv4-translated)',
};

/** Reads an allow-list of CIDRs. Invalid entries allow nothing; the settings refuse them before. */
export function readAllowList(cidrs: readonly string[]): readonly Range[] {
  return cidrs.filter((cidr) => ipaddr.isValidCIDR(cidr)).map((cidr) => ipaddr.parseCIDR(cidr) as Range);
}

/**
 * Judges an address in any form that `isIP` accepts. An IPv4 address inside an IPv6 one
 * (`::ffff:169.254.169.254`) is judged, and dialled, as IPv4.
 */
export function judgeAddress(text: string, allowList: readonly Range[]): Verdict {
  if (isIP(text) === 0) return { allowed: false, address: text, reason: `${text} is not an IP address` };
  const parsed = withoutZone(ipaddr.process(text));
  const address = parsed.toString();
  const never = neverDialled(parsed);
  if (never !== undefined)
    return {
      allowed: false,
      address,
      reason: `${address} is ${never}; it is never dialled, whatever is allowed`,
    };
  if (allowList.some((range) => holds(range, parsed))) return { allowed: true, address };
  const length = parsed.kind() === 'ipv4' ? 32 : 128;
  return {
    allowed: false,
    address,
    reason: `${address} is in no range of jobscheduler.worker.reconnect-allow; add ${address}/${length} to allow it`,
  };
}

/**
 * Returns why a host is never dialled: an address in any spelling that resolvers accept (`0xa9fea9fe`,
 * `169.254.43518`, `[::ffff:a9fe:a9fe]`), or a name of cloud metadata. Undefined for one that may be dialled,
 * and for any other name: the addresses that a name resolves to are judged before they are dialled.
 */
export function neverDialledAs(host: string): string | undefined {
  if (PRIVATE.test(host) && isIP(host) === 4) return undefined;
  if (isMetadataName(host)) return 'a name of cloud metadata, which answers with credentials';
  const address = addressIn(host);
  return address === undefined ? undefined : neverDialled(withoutZone(ipaddr.process(address)));
}

/** Returns the IP address that a host is a spelling of; undefined for a name. */
export function addressIn(host: string): string | undefined {
  const plain = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(plain) !== 0) return plain;
  // As in the URL standard: 127.1, 0x7f000001 and 017700000001 are 127.0.0.1.
  if (!/^[0-9a-fx.]+$/i.test(plain) || !URL.canParse(`http://${plain}`)) return undefined;
  const { hostname } = new URL(`http://${plain}`);
  return isIP(hostname) === 0 ? undefined : hostname;
}

function neverDialled(address: Address): string | undefined {
  const range = address.range();
  if (METADATA.some((each) => holds(each, address)))
    return 'an address of cloud metadata, which answers with credentials';
  if (range !== 'loopback' && NEVER[range] === undefined && holds(IPV4_COMPATIBLE, address))
    return 'an address that embeds another one (IPv4-compatible)';
  return NEVER[range];
}

const holds = ([network, bits]: Range, address: Address): boolean =>
  network.kind() === address.kind() && address.match(network, bits);

/** `fe80::1%eth0` is judged as `fe80::1`. */
const withoutZone = (address: Address): Address => ipaddr.fromByteArray(address.toByteArray());
