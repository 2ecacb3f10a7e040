import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '../platform/config/settings.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { sendProblem } from '../platform/errors/problem.filter.js';
import { allowedHostsOf } from './allowed-hosts.js';

/** Methods that change nothing, which a browser may send for anybody: it shows the answer to this service's own pages alone. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps pages of other sites from acting here through the browser of a person who can reach the service. Programs send
 * none of the headers that are judged, and are not concerned.
 *
 * Two ways are closed: a request of another site's page, by the headers that browsers add themselves (as
 * `http.CrossOriginProtection` of Go does), and a foreign name that leads to this service ("DNS rebinding").
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
  return new DomainError('cross_site', { message: `A page of ${origin ?? 'another site'} may not do this` });
}

/** `none` is a person who typed the address; `same-site` another port of this machine, which is somebody else. */
const isOwn = (site: string | string[]): boolean => site === 'same-origin' || site === 'none';

const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined;

/** What a proxy that is trusted passes on as Host is judged as what arrived here. */
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
