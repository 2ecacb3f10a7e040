import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyServerOptions } from 'fastify';
import { AppModule } from '../app.module.js';
import { DEFAULT_PREFIX } from '../worker-registration.module.js';
import { serveDashboard } from '../dashboard/dashboard.js';
import { openFileLimit } from '../platform/config/open-files.js';
import type { Settings } from '../platform/config/settings.js';
import { refuseOtherSites } from './cross-site.js';
import { Metrics } from '../platform/observability/metrics.js';
import { connectionBoundsOf } from './connection-bounds.js';
import { ConnectionLimit } from './connection-limit.js';
import { Connections } from './connections.js';
import { EveryErrorFilter } from './every-error.filter.js';
import { HttpMetrics } from './http-metrics.js';
import {
  answerExpectations,
  refuseUnreadable,
  refuseUnroutable,
  refuseAmbiguous,
} from './framework-errors.js';
import { parseJsonBodies } from '../platform/http/body-parsers.js';
import { keepAllFromCaches } from '../platform/http/uncached.js';
import { limitsOf, serverLimitsOf } from './limits.js';
import type { ServerLogger } from './logger.js';
import { serveDocumentation } from './documentation.js';
import { requestIdOf, tellRequestIds } from './request-id.js';
import { RouteTable } from './route-table.js';
import type { Tracing } from './otel/tracing.js';
import { addSecurityHeaders } from './security-headers.js';
import { TlsFiles } from './tls-files.js';
import { refuseUnrouted } from './unrouted.js';

export { BatchesInHand } from '../platform/batch/batches-in-hand.js';

/** Creates the Nest application of the server, initialised but not listening. */
export async function createApplication(
  settings: Settings,
  logger: ServerLogger,
  tracing?: Tracing,
): Promise<NestFastifyApplication> {
  const { server } = settings;
  const files = TlsFiles.of(settings.tls);
  const https = await files?.serverOptions();
  const serverLimits = serverLimitsOf(settings);
  const options: FastifyServerOptions = {
    ...limitsOf(settings),
    loggerInstance: logger.pino.child({ context: 'Http' }),
    // No log line per request: at ten thousand heartbeats a second the log would be the largest load of all.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: server.trustProxy.length === 0 ? false : [...server.trustProxy],
    // Requests that still arrive on a connection while the server closes are answered; the connection closes
    // afterwards.
    return503OnClosing: false,
    genReqId: tracing === undefined ? requestIdOf : (request) => tracing.traceId() ?? requestIdOf(request),
    // A child logger per request costs as much as reading the request; log lines name the request instead.
    childLoggerFactory: (logger) => logger,
    frameworkErrors: refuseUnroutable,
    clientErrorHandler: refuseUnreadable,
  };
  const adapter = new FastifyAdapter({
    ...options,
    ...(https === undefined ? { http: serverLimits } : { https: { ...https, ...serverLimits } }),
  });
  parseJsonBodies(adapter.getInstance());
  keepAllFromCaches(adapter.getInstance());
  refuseAmbiguous(adapter.getInstance());
  refuseOtherSites(adapter.getInstance(), settings);
  tracing?.nameSpans(adapter.getInstance());
  tellRequestIds(adapter.getInstance());
  RouteTable.of(adapter.getInstance());
  const httpMetrics = new HttpMetrics();
  httpMetrics.watchRequests(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(settings, files), adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  await addSecurityHeaders(adapter.getInstance(), DEFAULT_PREFIX, {
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: null, scriptSrc: [`'self'`] } },
    // This service knows nothing about other services on the domain. A proxy that adds TLS adds this header
    // too.
    strictTransportSecurity: files === undefined ? false : { includeSubDomains: false },
  });
  refuseUnrouted(adapter.getInstance());
  app.useGlobalFilters(new EveryErrorFilter());
  answerExpectations(app.getHttpServer());
  const connections = Connections.of(app.getHttpServer());
  httpMetrics.registerMetrics(app.get(Metrics), () => connections.requests);
  const bounds = connectionBoundsOf(settings, openFileLimit());
  if (bounds.warning !== undefined) logger.warn(bounds.warning, 'Server');
  const limit = new ConnectionLimit(app.getHttpServer(), bounds, (line) => logger.warn(line, 'Server'));
  limit.registerMetrics(app.get(Metrics));
  serveDocumentation(app);
  await serveDashboard(app);
  return app;
}
