import type { FastifyInstance } from 'fastify';
import { readNdjson, UnreadableBody } from '../batch/batch-body.js';

const NDJSON = ['application/x-ndjson', 'application/ndjson', 'application/jsonl'];

/** Bodies of one JSON value. What is not JSON is passed on, so that the route answers, and counts, it. */
export function parseJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text: string, done) => {
    if (text.trim() === '') return done(null, undefined);
    try {
      return done(null, JSON.parse(text));
    } catch (error) {
      return done(null, new UnreadableBody((error as Error).message));
    }
  });
}

/** Bodies of one JSON value a line, for the batch routes. */
export function parseNdjsonBodies(fastify: FastifyInstance): void {
  for (const type of NDJSON.filter((each) => !fastify.hasContentTypeParser(each))) {
    fastify.addContentTypeParser(type, { parseAs: 'string' }, (_request, text: string, done) =>
      done(null, readNdjson(text)),
    );
  }
}
