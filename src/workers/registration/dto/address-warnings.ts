import { neverDialledAs } from '../../../platform/network/address-rules.js';

interface Whereabouts {
  readonly hostName: string | null;
  readonly hostAddress: string | null;
}

/** Returns warnings for an address that is accepted as a description but can never be dialled. */
export function addressWarnings({ hostName, hostAddress }: Whereabouts): string[] {
  const [field, host] = hostAddress === null ? ['hostName', hostName] : ['hostAddress', hostAddress];
  const what = host === null ? undefined : neverDialledAs(host);
  if (what === undefined) return [];
  const advice =
    what === 'the unspecified address'
      ? 'an address on which programs listen, but which cannot be dialled; register the address of this machine'
      : `${what}; register another address of this machine`;
  return [`${field} ${host} is ${advice}. It is never dialled or given to discovery`];
}

/** Returns what is wrong with a host that is neither a name nor an address, if that is known. */
export function hostAdvice(label: string, text: string): string | undefined {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0];
  if (scheme !== undefined)
    return `${label} must be without a scheme and path: ${/^[^/?#]*/.exec(text.slice(scheme.length))![0]} instead of ${text.slice(0, 100)}`;
  if (/[,;]/.test(text))
    return `${label} must be one address; got several in one text. Register the one at which others reach the worker`;
  return undefined;
}
