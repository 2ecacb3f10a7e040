import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SigningKeys } from '../signing-keys.js';
import type { Caller } from './caller.js';

const PURPOSE = 'confirmation';
const MINUTES = 10;
const HASH_BYTES = 24;

/** What a confirmation is about, except for whom it affects: everything that must be the same when it is used. */
export type Confirmed = Readonly<Record<string, unknown>>;

export interface Confirmation {
  readonly text: string;
  readonly minutes: number;
}

/** A confirmation that was issued to this caller, for this content. */
export interface Genuine {
  /** Names this one; what it confirms can take it over, so that it happens once. */
  readonly id: string;
  /** Whether it was issued for exactly these, in this order. */
  affects(affected: readonly string[]): boolean;
}

/**
 * Issues and checks confirmations: hashes, keyed by the signing key, of what a caller was shown. They expire, and are of
 * use to that caller only. Nothing is stored, so any instance can check them.
 */
@Injectable()
export class Confirmations {
  constructor(private readonly keys: SigningKeys) {}

  issueConfirmation(content: Confirmed, affected: readonly string[], caller: Caller): Confirmation {
    const expires = String(Math.floor(this.keys.clock.now() / 1000) + MINUTES * 60);
    const { current } = this.keys;
    const claims = [uuidv7(), expires, current.kid, digestOf(affected)];
    const code = codeOf(current, claims, content, caller);
    return { text: [...claims, code].join('.'), minutes: MINUTES };
  }

  /** Checks a confirmation. Nothing in it may be used before. */
  async checkConfirmation(
    text: string,
    content: Confirmed,
    caller: Caller,
  ): Promise<Genuine | 'expired' | 'different'> {
    const claims = text.split('.');
    // Texts are compared, because a decoder would pass over what it cannot read.
    const given = Buffer.from(claims.pop()!);
    const [id = '', expires = '', kid = '', digest] = claims;
    const key = await this.keys.findKey(kid);
    const expected = key && Buffer.from(codeOf(key, claims, content, caller));
    if (expected?.length !== given.length || !timingSafeEqual(expected, given)) return 'different';
    if (Number(expires) * 1000 <= this.keys.clock.now()) return 'expired';
    return { id, affects: (affected) => digestOf(affected) === digest };
  }
}

type Key = SigningKeys['current'];

function codeOf(key: Key, claims: readonly string[], content: Confirmed, caller: Caller): string {
  const subject = caller.kind === 'account' ? caller.subject : '';
  const signed = JSON.stringify([...claims, caller.kind, subject, digestOf(content)]);
  return key.codeFor(PURPOSE, signed).subarray(0, HASH_BYTES).toString('base64url');
}

const digestOf = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest().subarray(0, HASH_BYTES).toString('base64url');

/** Returns JSON that does not depend on the order of names. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const parts = entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`);
  return `{${parts.join(',')}}`;
}
