import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7, validate as isUuid } from 'uuid';
import { SigningKeys } from '../signing-keys.js';
import type { Caller } from './caller.js';

const PURPOSE = 'confirmation';
const MINUTES = 10;
const HASH_BYTES = 24;

/** What a confirmation is about: everything that must be the same when it is used. */
export type Confirmed = Readonly<Record<string, unknown>>;

export interface Confirmation {
  /** Names this one; what it confirms can take it over, so that it happens once. */
  readonly id: string;
  readonly text: string;
  readonly minutes: number;
}

/**
 * Issues and checks confirmations: hashes, keyed by the signing key, of what a caller was shown. They expire, and are of
 * use to that caller only. Nothing is stored, so any instance can check them.
 */
@Injectable()
export class Confirmations {
  constructor(private readonly keys: SigningKeys) {}

  issue(content: Confirmed, caller: Caller): Confirmation {
    const id = uuidv7();
    const expires = String(Math.floor(this.keys.clock.now() / 1000) + MINUTES * 60);
    const { kid } = this.keys.current;
    const hash = this.keys.current
      .codeFor(PURPOSE, textOf(id, expires, content, caller))
      .subarray(0, HASH_BYTES);
    return { id, text: [id, expires, kid, hash.toString('base64url')].join('.'), minutes: MINUTES };
  }

  /** Returns the id that a confirmation claims to have; undefined for other texts. */
  idOf(text: string): string | undefined {
    const [id = ''] = text.split('.');
    return isUuid(id) ? id : undefined;
  }

  /** Checks a confirmation of what would be done now. */
  async check(text: string, content: Confirmed, caller: Caller): Promise<'valid' | 'expired' | 'different'> {
    const [id = '', expires = '', kid = '', hash = ''] = text.split('.');
    const key = await this.keys.find(kid);
    const expected = key?.codeFor(PURPOSE, textOf(id, expires, content, caller)).subarray(0, HASH_BYTES);
    const given = Buffer.from(hash, 'base64url');
    if (expected?.length !== given.length || !timingSafeEqual(expected, given)) return 'different';
    return Number(expires) * 1000 > this.keys.clock.now() ? 'valid' : 'expired';
  }
}

function textOf(id: string, expires: string, content: Confirmed, caller: Caller): string {
  const subject = caller.kind === 'account' ? caller.subject : '';
  const digest = createHash('sha256').update(canonical(content)).digest('hex');
  return JSON.stringify([id, expires, caller.kind, subject, digest]);
}

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
