import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serverWarnings } from '../platform/config/environment.js';
import type { Settings } from '../platform/config/settings.js';
import { explainDatabaseError } from '../platform/database/explain-start.js';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../platform/embedded-postgres/embedded-postgres.js';
import { StartError } from '../platform/errors/start-error.js';
import { announce } from './announcement.js';
import { Connections } from './connections.js';
import { boundHeapGarbage } from './heap-growth.js';
import { loadApplication } from './load-application.js';
import { isSibling, tellFirst } from './sibling.js';
import { createLogger, type ServerLogger } from './logger.js';
import { metricsExportersOf, tracesExportersOf } from './otel/signals.js';
import type { MetricsExport } from './otel/metrics-export.js';
import type { Tracing } from './otel/tracing.js';

/** Maximum duration of a clean stop; supervisors usually wait 30 s. */
const STOP_DEADLINE_MS = 25_000;

export interface RunningServer {
  /**
   * Finishes the requests in progress, then closes Redis, PostgreSQL and the embedded server.
   * @returns whether the stop was clean
   */
  stop(reason: string): Promise<boolean>;
}

/**
 * Starts everything that the settings require: the embedded PostgreSQL if no database is given, the schema,
 * the API.
 * @param halt aborts the start; what already runs is left to `stop()`
 * @throws StartError if a person has to act; nothing is left running then
 */
export async function startServer(settings: Settings, halt: AbortSignal): Promise<RunningServer> {
  const logger = createLogger(settings.log.level);
  if (!isSibling()) for (const warning of serverWarnings()) logger.warn(warning, 'Settings');
  const ends: (() => unknown)[] = [];
  const endAll = async (): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  // While PostgreSQL starts.
  const application = loadApplication();
  application.catch(() => undefined);
  try {
    const embedded = settings.database.url === undefined ? await ownDatabase(settings, logger) : undefined;
    ends.push(() => embedded?.stop());
    const database = { ...settings.database, url: embedded?.url ?? settings.database.url };
    const tracing = await tracingOf(settings, logger);
    ends.push(() => tracing?.stop());
    const { createApplication, BatchesInHand } = await application;
    const app = await unlessHalted(halt, () => createApplication({ ...settings, database }, logger, tracing));
    if (app !== undefined) {
      ends.push(() => app.close());
      boundHeapGarbage(app.get(BatchesInHand));
      // The last values include figures of the fleet, from the database.
      const exporting = await exportMetrics(settings, app, logger);
      ends.push(() => exporting?.stop());
      const connections = Connections.of(app.getHttpServer());
      ends.push(() => connections.endConnections());
      await listen(app, settings, embedded !== undefined, logger);
    }
  } catch (error) {
    await endAll();
    throw explainDatabaseError(listenError(error, settings));
  }
  return { stop: (reason) => stopInTime(endAll, logger, reason) };
}

/** Before anything uses HTTP or SQL. Nothing of it is loaded if no setting asks for it. */
async function tracingOf(settings: Settings, logger: ServerLogger): Promise<Tracing | undefined> {
  if (tracesExportersOf(settings.otel).length === 0) return undefined;
  const { startTracing } = await import('./otel/tracing.js');
  return startTracing(settings, logger);
}

/** The same applies here. */
async function exportMetrics(
  settings: Settings,
  app: NestFastifyApplication,
  logger: ServerLogger,
): Promise<MetricsExport | undefined> {
  if (metricsExportersOf(settings.otel).length === 0) return undefined;
  const { startMetricsExport } = await import('./otel/metrics-export.js');
  return startMetricsExport(settings, app, logger);
}

/**
 * Returns the result of the work, or undefined as soon as it is halted: waiting for a database may take half
 * a minute.
 */
export async function unlessHalted<T>(halt: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
  if (halt.aborted) return undefined;
  const halted = new Promise<undefined>((resolve) => {
    halt.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return Promise.race([work(), halted]);
}

async function listen(
  app: NestFastifyApplication,
  settings: Settings,
  embedded: boolean,
  logger: ServerLogger,
): Promise<void> {
  const { host, port } = settings.server;
  await app.listen({ host, port, listenTextResolver: (address) => `Listening on ${address}` });
  const bound = app.getHttpServer().address() as AddressInfo;
  const scheme = settings.tls.cert === undefined ? 'http' : 'https';
  const url = `${scheme}://${urlHost(host)}:${bound.port}`;
  if (isSibling()) tellFirst({ listening: url });
  else announce({ url, settings, embedded }, logger);
}

export function ownDatabase(settings: Settings, logger: ServerLogger): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir: settings.data.dir, log: (line) => logger.log(line, 'PostgreSQL') });
}

export async function stopInTime(
  endAll: () => Promise<void>,
  logger: ServerLogger,
  reason: string,
): Promise<boolean> {
  logger.log(`${reason}: stopping`, 'Server');
  const deadline = new Promise<never>((_, reject) => {
    const late = new Error(`Not stopped within ${STOP_DEADLINE_MS / 1000} s`);
    setTimeout(() => reject(late), STOP_DEADLINE_MS).unref();
  });
  try {
    await Promise.race([endAll(), deadline]);
    logger.log('Stopped', 'Server');
    return true;
  } catch (error) {
    logger.error(error, 'Server');
    return false;
  }
}

function listenError(error: unknown, { server }: Settings): unknown {
  const { code } = error as { code?: string };
  if (code === 'EADDRINUSE') {
    return new StartError(
      `Port ${server.port} on ${server.host} is in use.`,
      'Stop what listens there, or set SERVER_PORT (server.port) to a free port.',
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartError(
      `The service cannot listen on ${server.host}, port ${server.port}: ${(error as Error).message}.`,
      'Set SERVER_HOST (server.host) to an address of this machine, and SERVER_PORT to a port that you may use.',
      { cause: error },
    );
  }
  return error;
}

/** Returns an address that works in a browser: localhost for one that listens everywhere. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
