/** What a request shows of its caller. */
export interface Shown {
  /** The header `Authorization`. */
  readonly authorization?: string | undefined;
  /** The session in the cookie, and whether the request proves that a page of ours sends it. */
  readonly session?: { readonly token: string; readonly isOurs: boolean } | undefined;
  /** The names in the certificate of a client that the client CA vouches for. */
  readonly certificateNames?: readonly string[];
  /** The address at the other end of the connection: a proxy's where there is one; undefined for a Unix socket. */
  readonly remoteAddress?: string | undefined;
}
