import { z } from 'zod';
import { flag, minutes, oneOf, optionalSecret, type Setting } from './setting.js';

/** As `secret-text.ts` makes them. */
const API_KEY_FORM = /^wrk_[0-9a-f]{16}_[0-9a-f]{64}$/;

/** `auth.*`: who may call. */
export const auth = {
  mode: oneOf(
    'open',
    ['open', 'token'],
    'Who may call: open asks for nothing; token asks for the token of a worker, an API key or a join token.',
  ),
  reregistration: oneOf(
    'own-token',
    ['own-token', 'join-token'],
    'Who may take over a known worker in the token mode: its own token alone, or a join token too.',
  ),
  allowOpenNetwork: flag(false, 'Allows the open mode on an address that other machines can reach.'),
  tokenLifetimeMinutes: minutes(60, 'How long the token of a worker is valid.'),
  bootstrapKey: {
    ...optionalSecret(
      1,
      'An API key with the role admin that is made where no admin key works. Usually in a file.',
    ),
    schema: z.string().regex(API_KEY_FORM).optional(),
    takes: 'an API key: wrk and 16 and 64 hexadecimal digits, joined by underscores',
  },
  sessionIdleMinutes: minutes(
    60,
    'A session ends when it was not used for so long; in any case after twelve hours.',
  ),
  masterKey: optionalSecret(
    16,
    'Encrypts the keys that sign tokens, where they are stored. Unset: stored plain.',
  ),
} as const satisfies Record<string, Setting<unknown>>;
