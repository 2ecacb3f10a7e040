/** The credentials of a request. */
export interface Shown {
  /** The header `Authorization`. */
  readonly authorization?: string | undefined;
  /** The session in the cookie, and whether the request proves that a page of this service sent it. */
  readonly session?: { readonly token: string; readonly isOurs: boolean } | undefined;
  /** The names in a client certificate that the client CA has signed. */
  readonly certificateNames?: readonly string[];
  /**
   * The address at the other end of the connection: that of a proxy if there is one; undefined for a Unix
   * socket.
   */
  readonly remoteAddress?: string | undefined;
}
