import type { IncomingHttpHeaders } from 'node:http';
import { DomainError } from '../errors/domain-error.js';

/** US-ASCII is a subset of UTF-8. */
const UTF8 = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)/i;

/** @throws DomainError `unsupported_media_type` for a charset other than UTF-8 */
export function requireUtf8(contentType: string | undefined): void {
  if (contentType === undefined || contentType === 'application/json') return;
  const charset = CHARSET.exec(contentType)?.[1];
  if (charset === undefined || UTF8.has(charset.toLowerCase())) return;
  const message = `Charset ${charset.slice(0, 40)} is not supported: send the body in UTF-8`;
  throw new DomainError('unsupported_media_type', { message });
}

/**
 * Returns the content codings of a body, without `identity`.
 * @param supported codings that the route decodes
 * @throws DomainError `unsupported_media_type` for any other coding
 */
export function requireCoding(
  headers: IncomingHttpHeaders,
  supported: readonly string[] = [],
): string | undefined {
  const given = headers['content-encoding']?.trim().toLowerCase();
  if (given === undefined || given === '' || given === 'identity') return undefined;
  if (supported.includes(given)) return given;
  const acceptEncoding = supported[0] ?? 'identity';
  const instead = supported.length === 0 ? 'the body as it is' : `${acceptEncoding}, or the body as it is`;
  const message = `Content-Encoding ${given.slice(0, 40)} is not supported here: send ${instead}`;
  throw new DomainError('unsupported_media_type', { message, acceptEncoding });
}

/** Media types that are used for NDJSON. */
const NDJSON =
  /^(application|text)\/(x-)?(ndjson|nd-json|jsonl|json-l|jsonlines|json-lines|ldjson|ld-json|jsonlines\+json|stream\+json)$/;

/** Returns the format of a batch by its Content-Type; undefined for any other type. */
export function batchFormatOf(contentType: string): 'array' | 'lines' | undefined {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (type === 'application/json') return 'array';
  return NDJSON.test(type) ? 'lines' : undefined;
}
