/** What our secrets look like, and how much of each is no secret. */
const SECRETS: readonly (readonly [pattern: RegExp, shown: string])[] = [
  // API keys and join tokens: what comes before the last part finds the record.
  [/\b(wr[kj]_[0-9a-f]{16})_[0-9a-f]{64}/g, '$1_[secret]'],
  // Tokens of workers and of issuers.
  [/\beyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g, '[token]'],
  // Passwords in the addresses of PostgreSQL, Redis and webhooks.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/gi, '$1:[secret]@'],
  // Keys by which webhooks are signed.
  [/\bwhsec_[\w+/=-]+/g, 'whsec_[secret]'],
];

/**
 * A line of the log without secrets. Nothing here logs one on purpose; a message of a library may hold what it was given,
 * and a log goes to places where a secret must not.
 */
export function withoutSecrets(line: string): string {
  return SECRETS.reduce((text, [pattern, shown]) => text.replace(pattern, shown), line);
}
