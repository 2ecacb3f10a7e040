import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import { ACCESS_RULE, type AccessRule } from '../../src/identity/access/access-rule.js';
import { registration } from '../factories/registration.factory.js';
import type { Answer, ApiClient } from './api-client.js';
import type { TestServer } from './test-server.js';

type Refused = { code?: string; results?: { status: number; code?: string }[] };

/** The request of a worker for each route; the last ones end the worker. */
const CALLS: Readonly<Record<string, (workerId: string, stated: object) => [string, object?]>> = {
  'POST /{workerId}/heartbeat': (w, stated) => [`/${w}/heartbeat`, stated],
  'POST /{workerId}/token': (w) => [`/${w}/token`, {}],
  'POST /{workerId}/jobs': (w, stated) => [`/${w}/jobs`, { jobId: `${w}-new`, ...stated }],
  'GET /{workerId}/jobs': (w) => [`/${w}/jobs`],
  'DELETE /{workerId}/jobs/{jobId}': (w, stated) => [`/${w}/jobs/${w}-old${queryOf(stated)}`],
  'GET /{workerId}': (w) => [`/${w}`],
  'GET /{workerId}/status': (w) => [`/${w}/status`],
  'GET /{workerId}/health': (w) => [`/${w}/health`],
  'GET /{workerId}/session': (w) => [`/${w}/session`],
  'GET /{workerId}/events': (w) => [`/${w}/events`],
  'POST /register': (w, stated) => ['/register', registration({ workerId: w, ...stated })],
  'POST /': (w, stated) => ['/', registration({ workerId: w, ...stated })],
  'POST /register/batch': (w, stated) => ['/register/batch', [registration({ workerId: w, ...stated })]],
  'POST /{workerId}/drain': (w, stated) => [`/${w}/drain`, stated],
  'POST /{workerId}/maintenance': (w, stated) => [`/${w}/maintenance`, stated],
  'POST /{workerId}/activate': (w, stated) => [`/${w}/activate`, stated],
  'POST /{workerId}/deregister': (w, stated) => [`/${w}/deregister`, { forceDeregister: true, ...stated }],
  'POST /{workerId}/force-deregister': (w, stated) => [`/${w}/force-deregister${queryOf(stated)}`, {}],
};

/** Routes without an access rule that do not concern workers. */
const FOR_ANYONE = new Set(['GET /livez', 'GET /readyz', 'POST /session', 'DELETE /session']);

/** Calls of workers, on every route that they may use. */
export class WorkerCalls {
  private constructor(
    /** By credential. */
    readonly own: readonly string[],
    /** Calls that name a worker and change something, by any caller. */
    readonly changing: readonly string[],
  ) {}

  /**
   * Reads the routes from the controllers themselves.
   * @throws if a route that workers may use is missing in the table above
   */
  static of(server: TestServer): WorkerCalls {
    const routes = routesOf(server);
    const own = routes
      .filter(({ route, rule }) =>
        rule === undefined ? !FOR_ANYONE.has(route) : rule.self === true || rule.joining === true,
      )
      .map(({ route }) => route);
    const missing = own.filter((route) => !(route in CALLS));
    if (missing.length > 0) throw new Error(`Not in the table of calls by workers: ${missing.join(', ')}`);
    const changing = routes
      .map(({ route }) => route)
      .filter((route) => /^(POST|PUT|PATCH|DELETE) \/\{workerId\}/.test(route));
    // In the order of the table, because some end the worker.
    return new WorkerCalls(
      Object.keys(CALLS).filter((route) => own.includes(route)),
      changing,
    );
  }

  /** @returns the status and the code of the answer; for a batch those of its one item */
  async call(
    api: ApiClient,
    route: string,
    workerId: string,
    stated: object = {},
  ): Promise<[number, string?]> {
    const [path, body] = CALLS[route]!(workerId, stated);
    const { status, body: answer }: Answer<Refused> = await api.send<Refused>(
      route.slice(0, route.indexOf(' ')),
      path,
      body && JSON.stringify(body),
      'application/json',
    );
    // A session: only the upgrade is missing, of which `fetch` is not capable.
    if (status === 426) return [101];
    const { code, results: [item] = [] } = answer;
    return item === undefined ? [status, code] : [item.status, item.code];
  }
}

const queryOf = (stated: object): string => {
  const query = Object.entries(stated).map(([name, value]) => `${name}=${String(value)}`);
  return query.length === 0 ? '' : `?${query.join('&')}`;
};

/** A route, and its access rule; undefined for routes that require no credential. */
export interface RuledRoute {
  readonly route: string;
  readonly rule: AccessRule | undefined;
}

/** All routes of a server, from the controllers themselves. */
export const routesOf = ({ app }: TestServer): RuledRoute[] => controllersOf(app).flatMap(routesIn);

/** Everything that a call could change, as one row. */
export const EVERYTHING = `SELECT
  (SELECT jsonb_agg(to_jsonb(w) ORDER BY id) FROM worker_registration.worker w) AS described,
  (SELECT jsonb_agg(to_jsonb(s) ORDER BY id) FROM worker_registration.worker_state s) AS states,
  (SELECT jsonb_agg(to_jsonb(j) ORDER BY job_id) FROM worker_registration.job j) AS jobs,
  (SELECT count(*) FROM worker_registration.journal) AS events`;

const controllersOf = (app: TestServer['app']): Type[] =>
  [...app.get(ModulesContainer).values()].flatMap(({ controllers }) =>
    [...controllers.values()].map(({ metatype }) => metatype as Type),
  );

function routesIn(controller: Type): RuledRoute[] {
  const prototype = controller.prototype as Record<string, object>;
  const base = pathsIn(controller);
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const method = Reflect.getMetadata(METHOD_METADATA, prototype[name]!) as RequestMethod | undefined;
    if (method === undefined) return [];
    const rule = Reflect.getMetadata(ACCESS_RULE, prototype[name]!) as AccessRule | undefined;
    return base
      .flatMap((first) => pathsIn(prototype[name]!).map((second) => [first, second]))
      .map((parts) => ({ route: `${RequestMethod[method]} ${pathOf(parts)}`, rule }));
  });
}

const pathsIn = (target: object): string[] => [Reflect.getMetadata(PATH_METADATA, target) as string].flat();

const pathOf = (parts: readonly string[]): string =>
  `/${parts
    .map((part) => part.replaceAll(/^\/|\/$/g, ''))
    .filter((part) => part !== '')
    .join('/')}`.replaceAll(/:(\w+)/g, '{$1}');
