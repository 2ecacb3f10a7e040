import type { FastifyReply, FastifyRequest } from 'fastify';
import { requireReadable } from '../../platform/batch/batch-body.js';
import { DomainError } from '../../platform/errors/domain-error.js';
import { BatchRequest } from '../../platform/http/batch-request.js';
import { readJson } from '../../platform/http/body-parsers.js';
import { decodeUtf8 } from '../../platform/http/utf8.js';
import type { WrittenAnswer } from './answers.js';
import { MEDIA_TYPES, type Format } from './wire/applications.js';
import { readXml } from './wire/read-xml.js';

/** More than an instance with its metadata has. */
export const MAX_INSTANCE_BYTES = 64 * 1024;

/** A list of a peer, with 250 instances of 8 KiB. */
export const MAX_BATCH_BYTES = 2 * 1024 * 1024;
const MAX_BATCH_FIELDS = 50_000;

/** Calls without a body: some clients send an empty one, of any type. */
const MAX_UNUSED_BYTES = 4096;

/**
 * Reads the description of an instance: JSON, or XML by its type or its first character.
 * @throws DomainError `malformed_json`, `bad_request` for XML, `body_too_large`, `unsupported_media_type`
 */
export async function readInstanceBody(body: unknown, contentType: string | undefined): Promise<unknown> {
  const bytes = await bytesOf(body, MAX_INSTANCE_BYTES);
  const isXml = contentType?.toLowerCase().includes('xml') === true || BEGINS_AS_XML.test(beginning(bytes));
  if (!isXml) return requireJson(readJson(bytes));
  const decoded = decodeUtf8(bytes);
  if ('invalidAt' in decoded)
    throw new DomainError('bad_request', {
      message: `The body is not valid UTF-8 at byte ${decoded.invalidAt}`,
    });
  return readXml(decoded.text.replace(/^\uFEFF?\s*/, ''));
}

export async function readReplicationBody(body: unknown): Promise<unknown> {
  return requireJson(readJson(await bytesOf(body, MAX_BATCH_BYTES), MAX_BATCH_FIELDS));
}

export async function ignoreBody(body: unknown): Promise<void> {
  await bytesOf(body, MAX_UNUSED_BYTES);
}

/** A text may begin with a byte order mark and white space. */
const BEGINS_AS_XML = /^\uFEFF?\s*</;
const beginning = (bytes: Buffer): string => bytes.subarray(0, 64).toString();

/** Of a key that is repeated the first value counts, as in Eureka. */
export const firstValues = (query: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(query).map(([key, value]: [string, unknown]) => [
      key,
      Array.isArray(value) ? (value[0] as unknown) : value,
    ]),
  );

const bytesOf = (body: unknown, limit: number): Promise<Buffer> =>
  body instanceof BatchRequest ? body.receiveBytes(limit) : Promise.resolve(Buffer.alloc(0));

function requireJson(value: unknown): unknown {
  requireReadable(value);
  return value;
}

/** Sends bytes that are kept for all clients; 304 to one that has them. */
export function sendWritten(
  { bytes, hash, isPacked }: WrittenAnswer,
  format: Format,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const etag = `"${hash}"`;
  void reply.header('etag', etag).header('vary', 'accept, accept-encoding');
  if (request.headers['if-none-match'] === etag) return void reply.status(304).send();
  if (isPacked) void reply.header('content-encoding', 'gzip');
  void reply.header('content-type', MEDIA_TYPES[format]).send(bytes);
}
