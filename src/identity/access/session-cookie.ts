import { parseCookie, stringifySetCookie } from 'cookie';
import { SESSION_SECONDS } from './session-tokens.js';

const NAME = 'worker_registration_session';

/** By HTTPS: browsers take a cookie with this prefix from this very host alone, and not from a neighbouring subdomain. */
const nameOf = (secure: boolean): string => (secure ? `__Host-${NAME}` : NAME);

/**
 * The header that every changing call by a session carries. Pages of others cannot set it: a browser asks first whether they
 * may, and nobody here says yes.
 */
export const SESSION_HEADER = 'x-requested-by';

/**
 * The session in a header `Cookie`.
 * @param secure whether the request came by HTTPS, where only a cookie that no other host could set counts
 */
export const sessionIn = (cookie: string | undefined, secure: boolean): string | undefined =>
  cookie === undefined ? undefined : parseCookie(cookie)[nameOf(secure)];

/** The headers `Set-Cookie` that begin a session. No script can read it, and no request of another site brings it. */
export const beginning = (session: string, secure: boolean): string[] => [
  setCookie(nameOf(secure), session, SESSION_SECONDS, secure),
  ...(secure ? [setCookie(NAME, '', 0, secure)] : []),
];

/** The headers `Set-Cookie` that end it, under the name of earlier versions too. */
export const ending = (secure: boolean): string[] =>
  (secure ? [true, false] : [false]).map((each) => setCookie(nameOf(each), '', 0, secure));

const setCookie = (name: string, value: string, maxAge: number, secure: boolean): string =>
  stringifySetCookie({ name, value, maxAge, secure, httpOnly: true, sameSite: 'strict', path: '/' });
