/** Patterns of secrets, and the part of each that is not secret. */
const SECRETS: readonly (readonly [pattern: RegExp, shown: string])[] = [
  // API keys and join tokens: everything before the last part identifies the record.
  [/\b(wr[kj]_[0-9a-f]{16})_[0-9a-f]{64}/g, '$1_[secret]'],
  // Tokens of workers and of issuers.
  [/\beyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g, '[token]'],
  // Passwords in the addresses of PostgreSQL, Redis and webhooks.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/gi, '$1:[secret]@'],
  // Keys that sign webhooks.
  [/\bwhsec_[\w+/=-]+/g, 'whsec_[secret]'],
];

/**
 * Returns a log line without secrets. This service never logs one on purpose; but messages of libraries may
 * contain their input, and logs go to places where secrets must not.
 */
export function withoutSecrets(line: string): string {
  return SECRETS.reduce((text, [pattern, shown]) => text.replace(pattern, shown), line);
}
