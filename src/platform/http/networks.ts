import ipaddr from 'ipaddr.js';

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Bits before the IPv4 address in an IPv6 address that contains one. */
const MAPPED_BITS = 96;

/**
 * Reads a network in CIDR notation; an address alone is a network of one. A network of IPv4 addresses inside
 * IPv6 addresses counts as IPv4. Returns undefined for any other text.
 */
function readNetwork(text: string): Network | undefined {
  const [address = '', bits, ...rest] = text.split('/');
  if (rest.length > 0 || !ipaddr.isValid(address) || address.includes('%')) return undefined;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  const parsed = ipaddr.parse(address);
  // Some readers accept `10.1` as an IPv4 address, and interpret `010.0.0.1` in different ways.
  if (parsed.kind() === 'ipv4' && !ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
  const all = parsed.kind() === 'ipv4' ? 32 : 128;
  const length = bits === undefined ? all : Number(bits);
  if (length > all) return undefined;
  const plain = ipaddr.process(address);
  return plain.kind() === 'ipv4' && all === 128 && length >= MAPPED_BITS
    ? [plain, length - MAPPED_BITS]
    : [parsed, length];
}

/** Returns what is wrong with a network, or undefined. */
export function networkFault(text: string): string | undefined {
  const network = readNetwork(text);
  if (network === undefined)
    return `must be a network such as 10.1.0.0/16 or 2001:db8::/32, or an address; got ${JSON.stringify(text)}`;
  const [address, length] = network;
  const first = firstOf(network);
  return first === address.toString()
    ? undefined
    : `must have no bits set behind the first ${length}; use ${first}/${length} in place of ${text}`;
}

/** Whether an address is in one of the networks; an invalid one is in none. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const client = ipaddr.process(address);
  return networks.some((text) => {
    const network = readNetwork(text);
    return network !== undefined && network[0].kind() === client.kind() && contains(network, client);
  });
}

const contains = ([address, length]: Network, client: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  (client as ipaddr.IPv6).match(address, length);

const firstOf = ([address, length]: Network): string =>
  (address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6)
    .networkAddressFromCIDR(`${address.toString()}/${length}`)
    .toString();
