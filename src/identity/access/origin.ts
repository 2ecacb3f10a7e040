/** Where a request came from. */
export interface Origin {
  /** Address of the client; behind a trusted proxy, as the proxy reports it. */
  readonly address: string | undefined;
  readonly requestId: string | undefined;
}
