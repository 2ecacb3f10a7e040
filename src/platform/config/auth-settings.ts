import { z } from 'zod';
import { flag, minutes, oneOf, optionalSecret, type Setting } from './setting.js';

/** The format that `secret-text.ts` generates. */
const API_KEY_FORM = /^wrk_[0-9a-f]{16}_[0-9a-f]{64}$/;

/** `auth.*`: authentication and access. */
export const auth = {
  mode: oneOf(
    'open',
    ['open', 'token'],
    'Access mode: open requires no credential; token requires the token of a worker, an API key or a join token.',
  ),
  reregistration: oneOf(
    'own-token',
    ['own-token', 'join-token'],
    'Which credential may take over a known worker in the token mode: only its own token, or a join token too.',
  ),
  allowOpenNetwork: flag(false, 'Allows the open mode on an address that other machines can reach.'),
  tokenLifetimeMinutes: minutes(60, 'How long the token of a worker is valid.'),
  bootstrapKey: {
    ...optionalSecret(
      1,
      'An API key with the role admin, stored at start if no admin key works. Usually in a file.',
    ),
    schema: z.string().regex(API_KEY_FORM).optional(),
    takes: 'an API key: wrk, 16 and 64 hexadecimal digits, joined by underscores',
  },
  scrapeKey: {
    ...optionalSecret(
      1,
      'An API key with the role viewer for Prometheus, stored at start under the name scrape; another value replaces it.',
    ),
    schema: z.string().regex(API_KEY_FORM).optional(),
    takes: 'an API key: wrk, 16 and 64 hexadecimal digits, joined by underscores',
  },
  sessionIdleMinutes: minutes(
    60,
    'A session ends after this time without use; in any case after twelve hours.',
  ),
  masterKey: optionalSecret(
    16,
    'Encrypts the stored keys that sign tokens. Unset: they are stored unencrypted.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
