import { DomainError } from '../errors/domain-error.js';

/** One item of a batch: a JSON value, or why it is none. */
export type BatchItem = { readonly value: unknown } | { readonly unreadable: string };

/** A body that is not JSON. The parser passes it on, so that the route decides what it means. */
export class UnreadableBody {
  constructor(readonly reason: string) {}
}

/** The lines of an NDJSON body. */
export class NdjsonBody {
  constructor(readonly items: readonly BatchItem[]) {}
}

/** Reads one JSON object a line; empty lines are skipped, a bad line harms no other. */
export function readNdjson(text: string): NdjsonBody {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return new NdjsonBody(
    lines.map((line) => {
      try {
        return { value: JSON.parse(line) as unknown };
      } catch (error) {
        return { unreadable: (error as Error).message };
      }
    }),
  );
}

/**
 * The items of a batch from a JSON array or from NDJSON.
 * @throws DomainError `malformed_json`, or `validation_failed` where the body is no list
 */
export function batchItems(body: unknown): readonly BatchItem[] {
  if (body instanceof NdjsonBody) return body.items;
  requireReadable(body);
  if (Array.isArray(body)) return body.map((value: unknown) => ({ value }));
  const message =
    'The body of a batch must be a JSON array, or NDJSON with Content-Type: application/x-ndjson';
  throw new DomainError('validation_failed', { message, errors: [{ field: '', message }] });
}

/**
 * For the routes that take one JSON value.
 * @throws DomainError `malformed_json`, or `unsupported_media_type` for NDJSON, whose lines would be lost in silence
 */
export function requireReadable(body: unknown): void {
  if (body instanceof UnreadableBody)
    throw new DomainError('malformed_json', { message: `The body is not JSON: ${body.reason}` });
  if (body instanceof NdjsonBody)
    throw new DomainError('unsupported_media_type', { message: 'Only the batch routes take NDJSON' });
}
