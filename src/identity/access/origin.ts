/** Where a request came from. */
export interface Origin {
  /** Of the client; behind a trusted proxy, as that reports it. */
  readonly address: string | undefined;
  readonly requestId: string | undefined;
}
