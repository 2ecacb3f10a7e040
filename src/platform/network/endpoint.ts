/** A host, as an address without brackets or as a name, and a port on which something listens there. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Returns an IPv6 address of a URL as it is written elsewhere. */
export const unbracketed = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');
