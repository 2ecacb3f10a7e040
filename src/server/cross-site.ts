import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '../platform/config/settings.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { sendProblem } from '../platform/errors/problem.filter.js';
import { allowedHostsOf } from './allowed-hosts.js';

/**
 * Methods that change nothing. A browser may send them for any site: it shows the answer only to pages of
 * this service.
 */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps pages of other sites from acting through the browser of a person who can reach the service. Programs
 * send none of the checked headers and are not affected.
 *
 * It refuses requests of other sites' pages, by the headers that browsers add themselves (like
 * `http.CrossOriginProtection` of Go), and foreign host names that resolve to this service ("DNS rebinding").
 */
export function refuseOtherSites(server: FastifyInstance, settings: Settings): void {
  const isAllowed = allowedHostsOf(settings);
  server.addHook('onRequest', (request, reply, next) => {
    const refused = (isAllowed && foreignName(request, isAllowed)) || otherSite(request);
    if (refused) sendProblem(refused, request, reply);
    else next();
  });
}

function otherSite(request: FastifyRequest): DomainError | undefined {
  if (SAFE.has(request.method)) return undefined;
  const { origin, 'sec-fetch-site': site } = request.headers;
  const ours = site === undefined ? origin === undefined || hostOf(origin) === request.host : isOwn(site);
  if (ours) return undefined;
  return new DomainError('cross_site', { message: `Pages of ${origin ?? 'other sites'} may not do this` });
}

/**
 * `none` is an address typed by a person; `same-site` is another port of this machine, which may belong to
 * another service.
 */
const isOwn = (site: string | string[]): boolean => site === 'same-origin' || site === 'none';

const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined;

/** A Host that a trusted proxy forwards is checked like one that arrived directly. */
function foreignName(
  { hostname, raw }: FastifyRequest,
  isAllowed: (name: string) => boolean,
): DomainError | undefined {
  const arrived = raw.headers.host ?? '';
  const names = [hostname, arrived.replace(/:\d*$/, '')].filter((name) => name !== '');
  const foreign = names.find((name) => !isAllowed(name));
  if (foreign === undefined) return undefined;
  return new DomainError('host_not_allowed', {
    message: `Host name ${foreign} is not in server.allowed-hosts`,
  });
}
