import type { IncomingHttpHeaders } from 'node:http';
import Negotiator from 'negotiator';

/** Whether a client prefers an answer compressed with gzip to one as it is; one without `Accept-Encoding` does not. */
export const prefersGzip = (headers: IncomingHttpHeaders): boolean =>
  new Negotiator({ headers }).encoding(['gzip', 'identity']) === 'gzip';

/** Returns the media types that a client accepts, the preferred ones first; any without `Accept`. */
export const acceptedTypes = (headers: IncomingHttpHeaders): readonly string[] =>
  new Negotiator({ headers }).mediaTypes();
