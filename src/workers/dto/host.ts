import { isIP } from 'node:net';
import { isFQDN } from 'class-validator';
import { hostAdvice } from './address-warnings.js';
import { isStorable, type Rule } from '../../platform/validation/rule.js';

export interface HostAndPort {
  readonly host: string;
  readonly port?: number;
}

/**
 * `10.0.1.15:9090`, `node1:9090` and `[::1]:9090` are split; a bare IPv6 address is left whole. In brackets a zone follows `%25`, as URLs
 * have it (RFC 6874).
 */
export function splitHost(text: string): HostAndPort {
  const match = /^(?:\[(?<bracketed>[^\]]*)\]|(?<plain>[^:]*))(?::(?<port>\d{1,5}))?$/.exec(text.trim());
  const host = match?.groups?.['bracketed']?.replace('%25', '%') ?? match?.groups?.['plain'];
  if (host === undefined) return { host: text.trim() };
  const port = match?.groups?.['port'];
  return port === undefined ? { host } : { host, port: Number(port) };
}

/** A DNS name that ends in a number is a mistyped address, as WHATWG's URL standard has it too. */
const isName = (host: string): boolean =>
  isFQDN(host, { require_tld: false, allow_underscores: true }) && !/(^|\.)\d+$/.test(host);

export function host(label: string): Rule {
  return {
    schema: { type: 'string', maxLength: 253 },
    check: (value) => {
      if (typeof value !== 'string') return `${label} must be text`;
      const fits = value.length <= 253 && isStorable(value) && (isIP(value) !== 0 || isName(value));
      return fits
        ? undefined
        : (hostAdvice(label, value) ??
            `${label} must be a DNS name or an IP address, such as node1.example.org or 10.0.1.15`);
    },
  };
}
