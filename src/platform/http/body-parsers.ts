import type { FastifyInstance } from 'fastify';
import { UnreadableBody } from '../batch/batch-body.js';
import { exceededLimit } from './json-limits.js';
import { requireCoding, requireUtf8 } from './media-type.js';
import { decodeUtf8 } from './utf8.js';

/**
 * Parses bodies of one JSON value. Other bodies are passed on, so that their route refuses and counts them.
 */
export function parseJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    ({ headers }, bytes: Buffer, done) => {
      try {
        requireUtf8(headers['content-type']);
        requireCoding(headers);
      } catch (error) {
        return done(error as Error);
      }
      return done(null, readJson(bytes));
    },
  );
}

/**
 * Returns the JSON value of a body, undefined for a blank one, or why it cannot be read.
 * @param mostFields more than usual, for a body of many items
 */
export function readJson(bytes: Buffer, mostFields?: number): unknown {
  const exceeded = exceededLimit(bytes, mostFields);
  if (exceeded !== undefined) return new UnreadableBody(`The body is ${exceeded}`);
  const decoded = decodeUtf8(bytes);
  if ('invalidAt' in decoded)
    return new UnreadableBody(`The body is not valid UTF-8 at byte ${decoded.invalidAt}`);
  const { text } = decoded;
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    return new UnreadableBody(`The body is not JSON: ${(error as Error).message}`);
  }
}
