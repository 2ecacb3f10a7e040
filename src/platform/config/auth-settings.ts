import { z } from 'zod';
import { flag, minutes, oneOf, optionalSecret, type Setting } from './setting.js';

/** The format that `secret-text.ts` generates. */
const API_KEY_FORM = /^wrk_[0-9a-f]{16}_[0-9a-f]{64}$/;

/** `auth.*`: authentication and access. */
export const auth = {
  mode: oneOf(
    'open',
    ['open', 'token'],
    'open: callers need no credential; token: they do (docs/access.md).',
  ),
  reregistration: oneOf(
    'own-token',
    ['own-token', 'join-token'],
    'Credential that may take over a known worker in the token mode; join-token: also a join token.',
  ),
  allowOpenNetwork: flag(false, 'Allows the open mode on an address that other machines can reach.'),
  tokenLifetimeMinutes: minutes(60, 'Validity of the token of a worker.'),
  bootstrapKey: {
    ...optionalSecret(1, 'API key with the role admin, stored at start if no admin key works.'),
    schema: z.string().regex(API_KEY_FORM).optional(),
    takes: 'an API key: wrk, 16 and 64 hexadecimal digits, joined by underscores',
  },
  scrapeKey: {
    ...optionalSecret(
      1,
      'API key with the role viewer for Prometheus, stored at start as scrape; another value replaces it.',
    ),
    schema: z.string().regex(API_KEY_FORM).optional(),
    takes: 'an API key: wrk, 16 and 64 hexadecimal digits, joined by underscores',
  },
  sessionIdleMinutes: minutes(60, 'A session ends after this time without use, and after twelve hours.'),
  masterKey: optionalSecret(
    16,
    'Encrypts the stored keys that sign tokens. Unset: they are stored unencrypted.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
