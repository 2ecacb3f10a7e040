import { parseCookie, stringifySetCookie } from 'cookie';
import { SESSION_SECONDS } from './session-tokens.js';

const NAME = 'worker_registration_session';

/**
 * The header that every changing call by a session carries. Pages of others cannot set it: a browser asks first whether they
 * may, and nobody here says yes.
 */
export const SESSION_HEADER = 'x-requested-by';

/** The session in a header `Cookie`. */
export const sessionIn = (cookie: string | undefined): string | undefined =>
  cookie === undefined ? undefined : parseCookie(cookie)[NAME];

/** The header `Set-Cookie` that begins a session. No script can read it, and no request of another site brings it. */
export const beginning = (session: string, secure: boolean): string =>
  setCookie(session, SESSION_SECONDS, secure);

/** The header `Set-Cookie` that ends it. */
export const ending = (secure: boolean): string => setCookie('', 0, secure);

const setCookie = (value: string, maxAge: number, secure: boolean): string =>
  stringifySetCookie({ name: NAME, value, maxAge, secure, httpOnly: true, sameSite: 'strict', path: '/' });
