import { isObject } from '../platform/validation/is-object.js';
import { UnreadableBody } from '../platform/batch/batch-body.js';
import { DomainError, validationFailed } from '../platform/errors/domain-error.js';
import { problemOf, retryAfterOf } from '../platform/errors/problem.js';
import { readJson } from '../platform/http/body-parsers.js';

/** Maximum length of a reference that answers repeat. */
const MAX_REF_LENGTH = 200;

/** What a worker calls a frame, so that it recognises the answer. */
export type Ref = string | number;

/** A frame of a worker. */
export type WorkerFrame =
  | {
      readonly type: 'beat';
      readonly ref: Ref | undefined;
      /** The fields of the heartbeat. */
      readonly body: Readonly<Record<string, unknown>>;
      readonly warnings: readonly string[];
    }
  | { readonly type: 'bye' }
  | { readonly type: 'invalid'; readonly ref: Ref | undefined; readonly error: DomainError };

/** Reads a text frame: one JSON object with a `type`. */
export function readFrame(data: Buffer): WorkerFrame {
  const value = readJson(data);
  if (value instanceof UnreadableBody)
    return invalid(
      undefined,
      new DomainError('malformed_json', { message: value.reason.replace('The body', 'The frame') }),
    );
  if (!isObject(value))
    return invalid(
      undefined,
      validationFailed([{ field: '', message: 'A frame must be a JSON object with a type' }]),
    );
  const { type, ref: given, ...body } = value;
  const ref = isRef(given) ? given : undefined;
  if (type === 'bye') return { type };
  if (type !== 'beat')
    return invalid(ref, validationFailed([{ field: 'type', message: 'type must be beat or bye' }]));
  const warnings =
    given === undefined || ref !== undefined
      ? []
      : [`ref was dropped: it must be a number or a text of up to ${MAX_REF_LENGTH} characters`];
  return { type, ref, body, warnings };
}

const invalid = (ref: Ref | undefined, error: DomainError): WorkerFrame => ({ type: 'invalid', ref, error });

const isRef = (value: unknown): value is Ref =>
  // A larger number would be repeated as another one.
  (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) ||
  (typeof value === 'string' && value.length <= MAX_REF_LENGTH);

/** A frame of the server. */
export type ServerFrame =
  | {
      readonly type: 'ready';
      readonly intervalSeconds: number;
      readonly leaseExpiresAt: string | null;
      readonly incarnation: number;
    }
  | {
      readonly type: 'ack';
      readonly ref?: Ref | undefined;
      readonly leaseExpiresAt: string | null;
      readonly warnings?: readonly string[];
    }
  | { readonly type: 'command'; readonly commands: readonly string[] }
  | { readonly type: 'revoked'; readonly revokedJobs: readonly string[] }
  | { readonly type: 'token'; readonly accessToken: string; readonly accessTokenExpiresAt: string }
  | { readonly type: 'interval'; readonly intervalSeconds: number }
  | { readonly type: 'superseded'; readonly by: 'session' | 'process'; readonly message: string }
  | { readonly type: 'going-away'; readonly retryAfterMs: number }
  | ({ readonly type: 'refused'; readonly ref: Ref | undefined } & Readonly<Record<string, unknown>>);

/** Returns the frame of a refusal: the fields of the problem, except its `type`, which `code` repeats. */
export function refusedFrame(error: DomainError, ref?: Ref): ServerFrame {
  const { type: _, ...problem } = problemOf(error);
  const retryAfterSeconds = retryAfterOf(error);
  return { ...problem, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }), type: 'refused', ref };
}
