import { parseCookie, stringifySetCookie } from 'cookie';
import { SESSION_SECONDS } from './session-tokens.js';

const NAME = 'worker_registration_session';

/**
 * Over HTTPS: browsers accept a cookie with this prefix only from this very host, not from a sibling
 * subdomain.
 */
const nameOf = (secure: boolean): string => (secure ? `__Host-${NAME}` : NAME);

/**
 * The header that every changing call with a session must carry. Pages of other sites cannot set it: the
 * browser asks the server first, and this one never allows it.
 */
export const SESSION_HEADER = 'x-requested-by';

/**
 * Returns the session in a header `Cookie`.
 * @param secure whether the request used HTTPS; then only a cookie counts that no other host could set
 */
export const sessionIn = (cookie: string | undefined, secure: boolean): string | undefined =>
  cookie === undefined ? undefined : parseCookie(cookie)[nameOf(secure)];

/**
 * Returns the headers `Set-Cookie` that begin a session. Scripts cannot read it, and requests of other sites
 * do not carry it.
 */
export const beginning = (session: string, secure: boolean): string[] => [
  setCookie(nameOf(secure), session, SESSION_SECONDS, secure),
  ...(secure ? [setCookie(NAME, '', 0, secure)] : []),
];

/** Returns the headers `Set-Cookie` that end it, including those for names of earlier versions. */
export const ending = (secure: boolean): string[] =>
  (secure ? [true, false] : [false]).map((each) => setCookie(nameOf(each), '', 0, secure));

const setCookie = (name: string, value: string, maxAge: number, secure: boolean): string =>
  stringifySetCookie({ name, value, maxAge, secure, httpOnly: true, sameSite: 'strict', path: '/' });
