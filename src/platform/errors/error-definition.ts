/** One kind of failure that a caller can meet: what it is called, which status it has, what helps. */
export interface ErrorDefinition {
  readonly status: number;
  readonly title: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}
