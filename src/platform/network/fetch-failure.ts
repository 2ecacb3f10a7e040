/** Returns why `fetch` failed, without the URL: its user, path and query may be secrets. */
export function fetchFailure({ message, cause }: Error): string {
  const inner = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
  return inner instanceof Error ? inner.message || String((inner as { code?: unknown }).code) : message;
}
