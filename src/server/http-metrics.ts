import type { FastifyInstance, RouteOptions, onResponseHookHandler } from 'fastify';
import { Distribution, SECONDS } from '../platform/observability/distribution.js';
import type { Metrics } from '../platform/observability/metrics.js';

/** Route label of requests without a route, whose paths are arbitrary. */
const NO_ROUTE = 'none';

const CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'];

/** Counts of answers of one route and method by status class; a class exists from its first answer on. */
type Answers = (Distribution | undefined)[];

/**
 * Metrics of the answers of this server: number, status class and duration. Each route holds its own
 * counters, so that counting a request is an addition without a lookup.
 */
export class HttpMetrics {
  private readonly routes = new Map<string, Map<string, Answers>>();
  private readonly unrouted: Answers = [];

  /** Must be called before routes are added. */
  watchRequests(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      const hooks = [route.onResponse ?? []].flat() as onResponseHookHandler[];
      route.onResponse = [...hooks, this.counterOf(route)];
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      if (request.is404) add(this.unrouted, reply.statusCode, reply.elapsedTime);
      done();
    });
  }

  /** @param inFlight returns the number of unanswered requests */
  registerMetrics(metrics: Metrics, inFlight: () => number): void {
    metrics.addHistogram({
      name: 'worker_registration_http_request_duration_seconds',
      help: 'Answered requests and their duration, by route, method and status class.',
      read: () => this.readings(),
    });
    metrics.addGauge({
      name: 'worker_registration_http_requests_in_flight',
      help: 'Requests in progress.',
      read: () => [[{}, inFlight()]],
    });
  }

  private counterOf({ url, method }: RouteOptions): onResponseHookHandler {
    const methods = this.routes.get(url) ?? new Map<string, Answers>();
    this.routes.set(url, methods);
    const known = [method].flat();
    for (const each of known) if (!methods.has(each)) methods.set(each, []);
    const only = known.length === 1 ? methods.get(known[0]!) : undefined;
    return (request, reply, done) => {
      add(only ?? methods.get(request.method) ?? this.unrouted, reply.statusCode, reply.elapsedTime);
      done();
    };
  }

  private *readings() {
    for (const [route, methods] of this.routes)
      for (const [method, answers] of methods) yield* readingsOf(route, method, answers);
    yield* readingsOf(NO_ROUTE, 'any', this.unrouted);
  }
}

function* readingsOf(route: string, method: string, answers: Answers) {
  for (const [place, durations] of answers.entries())
    if (durations !== undefined) yield [{ route, method, status: CLASSES[place]! }, durations] as const;
}

function add(answers: Answers, statusCode: number, milliseconds: number): void {
  const place = Math.min(CLASSES.length, Math.max(1, Math.floor(statusCode / 100))) - 1;
  (answers[place] ??= new Distribution(SECONDS)).add(milliseconds / 1000);
}
