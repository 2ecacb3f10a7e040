import { diag, DiagLogLevel } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ServerLogger } from '../logger.js';

const CONTEXT = 'OpenTelemetry';

/** A collector may answer with a whole page. */
const LONGEST_LINE = 300;

const lineOf = (text: string): string => text.split('\n', 1)[0]!.trim().slice(0, LONGEST_LINE);

/** Writes warnings of OpenTelemetry's libraries to the log; one that repeats is written once. */
export function logLibraryWarnings(logger: ServerLogger): void {
  let last = '';
  const warn = (...parts: unknown[]): void => {
    const line = lineOf(parts.map(String).join(' '));
    if (line !== last) logger.warn(line, CONTEXT);
    last = line;
  };
  diag.setLogger(
    { error: warn, warn, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
}

/**
 * Makes an exporter log once that its collector does not accept what it sends, and once that it does again.
 * @param signal `traces` or `metrics`
 */
export function logOutages<Items, E extends Exporter<Items>>(
  exporter: E & Exporter<Items>,
  signal: string,
  logger: ServerLogger,
): E {
  const send = exporter.export.bind(exporter);
  let failing = false;
  exporter.export = (items, done) =>
    send(items, ({ code, error }) => {
      const failed = code !== ExportResultCode.SUCCESS;
      if (failed && !failing)
        logger.warn(`The collector does not accept ${signal}: ${reasonOf(error, signal)}`, CONTEXT);
      if (!failed && failing) logger.log(`The collector accepts ${signal} again`, CONTEXT);
      failing = failed;
      // Reported here; otherwise the library would report each failure.
      done({ code: ExportResultCode.SUCCESS });
    });
  return exporter;
}

/** An error may have only a code, such as that of several addresses that all refuse. */
function reasonOf(error: (Error & { code?: string | number }) | undefined, signal: string): string {
  const { message = '', code = '' } = error ?? {};
  const reason = lineOf(message.includes(String(code)) ? message : `${message} ${code}`) || 'no reason given';
  if (code === 404)
    return `${reason}; its URL is OTEL_EXPORTER_OTLP_ENDPOINT with /v1/${signal} appended, or OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT as it is`;
  if (code === 'HPE_INVALID_CONSTANT')
    return `${reason}; its port may be that for gRPC: use the one for HTTP, usually 4318`;
  if (/\bProtocol error\b/.test(message))
    return `${reason}; its port may be that for HTTP: use the one for gRPC, usually 4317`;
  return reason;
}

/** How long a stop waits until the collector has accepted what is left. */
const FLUSH_MS = 2000;

/** Waits for the last export, but not for long. */
export async function flushed(shutdown: Promise<void>): Promise<void> {
  const late = new Promise<void>((resolve) => void setTimeout(resolve, FLUSH_MS).unref());
  await Promise.race([shutdown.catch(() => undefined), late]);
}
