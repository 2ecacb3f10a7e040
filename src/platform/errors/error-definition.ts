/** One kind of error: its title, its HTTP status, and its remedy. */
export interface ErrorDefinition {
  readonly status: number;
  readonly title: string;
  /** What the caller can do about it. */
  readonly remedy: string;
}
