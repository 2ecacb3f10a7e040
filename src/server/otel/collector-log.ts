import { Logger } from '@nestjs/common';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';

const logger = new Logger('OpenTelemetry');

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

/** Writes warnings of OpenTelemetry's libraries to the log; one that repeats is written once. */
export function logLibraryWarnings(): void {
  let last = '';
  const warn = (message: string, ...details: unknown[]): void => {
    const line = firstLine([message, ...details.map(String)].join(' '));
    if (line !== last) logger.warn(line);
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
): E {
  const send = exporter.export.bind(exporter);
  let failing = false;
  exporter.export = (items, done) =>
    send(items, ({ code, error }) => {
      const failed = code !== ExportResultCode.SUCCESS;
      if (failed && !failing)
        logger.warn(`The collector does not accept ${signal}: ${reasonOf(error, signal)}`);
      if (!failed && failing) logger.log(`The collector accepts ${signal} again`);
      failing = failed;
      // Reported here; otherwise the library would report each failure.
      done({ code: ExportResultCode.SUCCESS });
    });
  return exporter;
}

/** An error may have only a code, such as that of several addresses that all refuse. */
function reasonOf(error: (Error & { code?: string | number }) | undefined, signal: string): string {
  const { message = '', code = '' } = error ?? {};
  const reason = firstLine(message.includes(String(code)) ? message : `${message} ${code}`).trim();
  if (code !== 404) return reason || 'no reason given';
  return `${reason}. Its URL is OTEL_EXPORTER_OTLP_ENDPOINT with /v1/${signal} appended, or OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT as it is`;
}

/** How long a stop waits until the collector has accepted what is left. */
const FLUSH_MS = 2000;

/** Waits for the last export, but not for long. */
export async function flushed(shutdown: Promise<void>): Promise<void> {
  const late = new Promise<void>((resolve) => void setTimeout(resolve, FLUSH_MS).unref());
  await Promise.race([shutdown.catch(() => undefined), late]);
}
