import { isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { addressIn } from '../../../platform/network/address-rules.js';
import { isStorable, type Rule } from '../../../platform/validation/rule.js';
import { notThis } from '../../../platform/validation/shown.js';
import { hostAdvice } from './address-warnings.js';

export interface HostAndPort {
  readonly host: string;
  readonly port?: number;
}

/**
 * Splits `10.0.1.15:9090`, `node1:9090` and `[::1]:9090`; leaves a bare IPv6 address whole. Removes the final
 * dot of an absolute name, and reads the zone of an IPv6 address as in URLs (`%25eth0`).
 */
export function splitHost(text: string): HostAndPort {
  const match = /^(?:\[(?<bracketed>[^\]]*)\]|(?<plain>[^:]*))(?::(?<port>\d{1,5}))?$/.exec(text.trim());
  const host = plainHost(match?.groups?.['bracketed'] ?? match?.groups?.['plain'] ?? text.trim());
  const port = match?.groups?.['port'];
  return port === undefined ? { host } : { host, port: Number(port) };
}

function plainHost(host: string): string {
  if (host.includes(':')) return host.replace(/%25(?=.)/, '%');
  return host.length > 1 && host.endsWith('.') && !host.endsWith('..') ? host.slice(0, -1) : host;
}

/**
 * Returns the canonical form of a host, by which workers are identified: lower case, IPv6 in full, an IPv4
 * address inside an IPv6 one (`::ffff:10.0.0.1`) or in another spelling (`0x0a000001`) as plain IPv4. Accepts
 * any text.
 */
export function canonicalHost(host: string): string {
  const lower = (addressIn(host) ?? host).toLowerCase();
  if (!isIPv6(lower)) return lower;
  const [address = lower, zone] = lower.split('%');
  const full = ipaddr.process(address);
  const text = full.kind() === 'ipv6' ? full.toNormalizedString() : full.toString();
  return zone === undefined ? text : `${text}%${zone}`;
}

/** Maximum length of a DNS name. */
const MAX_NAME = 253;

/** Resolvers read smaller numbers as IPv4 addresses, not names; the ids of containers are longer. */
const NAME_DIGITS = 11;

/** A part of a DNS name, also one in other scripts, which resolvers encode; full-width forms are mistyped ASCII. */
const LABEL = /^(?!-)[\w\u00a1-\uff00\uff5f-\uffff-]{1,63}(?<!-)$/;

/** A dotted name that ends in a number is a mistyped address, as in WHATWG's URL standard. */
const isName = (host: string): boolean =>
  host.split('.').every((label) => LABEL.test(label)) &&
  !/\.\d+$/.test(host) &&
  (!/^\d+$/.test(host) || host.length >= NAME_DIGITS);

/** Returns why a host cannot be dialled, with the given label; undefined if it can. */
export function dialFault(label: string, host: string): string | undefined {
  if (host.length <= MAX_NAME && isStorable(host) && (isIP(host) !== 0 || isName(host))) return undefined;
  const advice = hostAdvice(label, host);
  return (
    advice ??
    `${label} must be a DNS name or an IP address, such as node1.example.org or 10.0.1.15${notThis(host)}`
  );
}

/** An address that can be dialled. */
export function host(label: string): Rule {
  return {
    schema: { type: 'string', maxLength: MAX_NAME },
    check: (value) => {
      if (typeof value !== 'string') return `${label} must be text${notThis(value)}`;
      return dialFault(label, value);
    },
  };
}

/** Without control, line or direction characters: names are shown on terminals. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]+$/u;
const MAX_PRINTABLE = 255;

/** A host name: a description, whether or not it can be dialled. */
export function machineName(label: string): Rule {
  return {
    schema: { type: 'string', maxLength: MAX_PRINTABLE },
    check: (value) => {
      if (typeof value !== 'string') return `${label} must be text${notThis(value)}`;
      if (value.length > MAX_PRINTABLE)
        return `${label} must be at most ${MAX_PRINTABLE} characters, not ${value.length}`;
      return isStorable(value) && PRINTABLE.test(value)
        ? undefined
        : `${label} must consist of printable characters${notThis(value)}`;
    },
  };
}
