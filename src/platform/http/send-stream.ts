import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Answers with a text that is produced while it is read, by Fastify or Express. */
export function sendStream(reply: FastifyReply, text: Readable): void {
  if ((reply as { raw?: object }).raw !== undefined) void reply.send(text);
  // Express would answer with the fields of the stream. A failure ends the connection, as on Fastify.
  else pipeline(text, reply as unknown as Writable, () => undefined);
}
