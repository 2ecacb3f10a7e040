import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '../platform/config/settings.js';
import { DomainError } from '../platform/errors/domain-error.js';
import { sendProblem } from '../platform/errors/problem.filter.js';

/** Methods that change nothing, which a browser may send for anybody: it shows the answer to this service's own pages alone. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps pages of other sites from acting here through the browser of somebody who can reach the service. Programs send
 * none of the headers that are judged, and are not concerned.
 *
 * Two ways are closed: a request of another site's page, by the headers that browsers add themselves (as
 * `http.CrossOriginProtection` of Go does), and a name of a stranger that leads to this machine ("DNS rebinding"), which
 * matters where the address is all that protects: in the open mode on a loopback address.
 */
export function refuseOtherSites(server: FastifyInstance, settings: Settings): void {
  const namesMatter = isProtectedByAddressAlone(settings);
  server.addHook('onRequest', (request, reply, next) => {
    const refused = (namesMatter && foreignName(request, settings)) || otherSite(request);
    if (refused) sendProblem(refused, request, reply);
    else next();
  });
}

/** A proxy may pass on any name, and where the network is trusted so are its names. */
const isProtectedByAddressAlone = ({ auth, server }: Settings): boolean =>
  auth.mode === 'open' && !auth.allowOpenNetwork && server.trustProxy.length === 0;

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

function foreignName({ hostname }: FastifyRequest, { server }: Settings): DomainError | undefined {
  if (hostname === '' || hostname === server.host || isNameOfThisMachine(hostname)) return undefined;
  return new DomainError('host_not_allowed', { message: `${hostname} is no name of this machine` });
}

/** No name server is asked for these, so nobody can make them lead here. */
function isNameOfThisMachine(name: string): boolean {
  const bare = name.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare.endsWith('.localhost') || isIP(bare) !== 0;
}
