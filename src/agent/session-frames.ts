import { LONGEST_RETRY_AFTER_MS, meaningOf, superseded, type Meaning } from './protocol.js';
import { intervalMsOf, objectOf, textIn, textsIn, tokenIn, type Body } from './replies.js';

/** A frame of the server; docs/sessions.md describes them. */
export type SessionFrame =
  | { readonly type: 'ready' | 'interval'; readonly intervalMs: number; readonly leaseMs: number | undefined }
  | { readonly type: 'ack'; readonly ref: unknown; readonly warnings: readonly string[] }
  | { readonly type: 'refused'; readonly ref: unknown; readonly meaning: Meaning }
  | { readonly type: 'command'; readonly commands: readonly string[] }
  | { readonly type: 'revoked'; readonly revokedJobs: readonly string[] }
  | { readonly type: 'token'; readonly accessToken: string }
  | { readonly type: 'going-away'; readonly retryAfterMs: number };

/** Parses a frame without trust. @returns undefined for a frame that this version does not know */
export function sessionFrame(text: string): SessionFrame | undefined {
  const frame = parsed(text);
  switch (frame['type']) {
    case 'ready':
    case 'interval':
      return { type: frame['type'], intervalMs: intervalMsOf(frame), leaseMs: msIn(frame, 'leaseSeconds') };
    case 'ack':
      return { type: 'ack', ref: frame['ref'], warnings: textsIn(frame, 'warnings') };
    case 'refused':
      return { type: 'refused', ref: frame['ref'], meaning: refusalIn(frame) };
    case 'superseded':
      return supersededIn(frame);
    case 'command':
      return { type: 'command', commands: textsIn(frame, 'commands') };
    case 'revoked':
      return { type: 'revoked', revokedJobs: textsIn(frame, 'revokedJobs') };
    case 'token': {
      const accessToken = tokenIn(frame);
      return accessToken === undefined ? undefined : { type: 'token', accessToken };
    }
    case 'going-away':
      return { type: 'going-away', retryAfterMs: waitOf(numberIn(frame, 'retryAfterMs')) ?? 0 };
    default:
      return undefined;
  }
}

/** A newer session of this process is no reason to stop: the server closes this one. */
function supersededIn(frame: Body): SessionFrame | undefined {
  if (frame['by'] !== 'process') return undefined;
  return { type: 'refused', ref: undefined, meaning: superseded(textIn(frame, 'message')) };
}

/** A problem without its own `type`, whose place the type of the frame has. */
function refusalIn(frame: Body): Meaning {
  const body = { ...frame, type: undefined };
  const retryAfterMs = waitOf(msIn(body, 'retryAfterSeconds'));
  return meaningOf({ status: numberIn(body, 'status') ?? 0, body, retryAfterMs });
}

const waitOf = (ms: number | undefined): number | undefined =>
  ms === undefined ? undefined : Math.min(ms, LONGEST_RETRY_AFTER_MS);

function parsed(text: string): Body {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function numberIn(body: Body, name: string): number | undefined {
  const value = body[name];
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function msIn(body: Body, name: string): number | undefined {
  const seconds = numberIn(body, name);
  return seconds === undefined ? undefined : seconds * 1000;
}
