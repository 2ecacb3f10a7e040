import { isIP } from 'node:net';
import type { Settings } from '../platform/config/settings.js';

/**
 * Returns a check whether a host name is allowed; undefined if every name is.
 *
 * A page of another site can reach a service that only its address protects by a host name of its own that
 * resolves to that address ("DNS rebinding"). Such a request always carries that name as Host: an IP address
 * or `localhost` cannot be redirected.
 */
export function allowedHostsOf({ auth, server }: Settings): ((name: string) => boolean) | undefined {
  const listed = server.allowedHosts.map(plain);
  if (listed.includes('*') || (listed.length === 0 && auth.mode === 'token')) return undefined;
  const names = new Set([plain(server.host), ...listed.filter((name) => !name.startsWith('*.'))]);
  const suffixes = listed.filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  return (given) => {
    const name = plain(given);
    return isNameOfThisMachine(name) || names.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
  };
}

/** These are not looked up by DNS, so they cannot be redirected. */
const isNameOfThisMachine = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || isIP(name) !== 0;

/** Names are compared without case, the brackets of an IPv6 address and the final dot. */
const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
