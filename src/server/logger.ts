import type { LoggerService } from '@nestjs/common';
import { pino, stdTimeFunctions, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { visibleJson, visibleLines } from '../agent/visible.js';
import type { Settings } from '../platform/config/settings.js';
import { withoutSecrets } from './redaction.js';

/** Nest's startup messages are for debugging only; errors there are reported by the refusal to start. */
const FRAMEWORK = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'ExceptionHandler',
]);

/** Writes Nest's log lines through pino: JSON, one line per event; coloured text on a terminal. */
export class ServerLogger implements LoggerService {
  constructor(
    readonly pino: Logger,
    private readonly output: DestinationStream,
  ) {}

  /** Writes text for a person unchanged, in order with the log lines. */
  writeText(text: string): void {
    this.output.write(text);
  }

  log(message: unknown, context?: string): void {
    this.write(FRAMEWORK.has(context ?? '') ? 'debug' : 'info', message, context);
  }

  error(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1) as string | undefined;
    this.write(FRAMEWORK.has(context ?? '') ? 'debug' : 'error', message, context);
  }

  warn(message: unknown, context?: string): void {
    this.write('warn', message, context);
  }

  debug(message: unknown, context?: string): void {
    this.write('debug', message, context);
  }

  verbose(message: unknown, context?: string): void {
    this.write('trace', message, context);
  }

  fatal(message: unknown, context?: string): void {
    this.write('fatal', message, context);
  }

  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    context?: string,
  ): void {
    if (message instanceof Error) this.pino[level]({ context, err: message }, message.message);
    else if (typeof message === 'object') this.pino[level]({ context, ...message });
    else this.pino[level]({ context }, message as string);
  }
}

/**
 * Returns the log of this process. Each line has `time` (ISO 8601, UTC), `level` (a word), `pid`, `hostname`,
 * `context` (the part of the service) and `msg`; some have `requestId` and `err`.
 */
export function createLogger(
  level: Settings['log']['level'],
  output: DestinationStream = process.stdout.isTTY ? terminal() : pino.destination(1),
): ServerLogger {
  const options: LoggerOptions = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: loggedError },
    hooks: { streamWrite: (line) => visibleJson(withoutSecrets(line)) },
  };
  return new ServerLogger(pino(options, output), output);
}

/**
 * Of a failed statement, which carries a page of SQL and its parameters, logs only the line that says what it
 * is for; of PostgreSQL's own messages, nothing that quotes values.
 */
export function loggedError(error: Error): object {
  const serialized = pino.stdSerializers.err(error) as Record<string, unknown>;
  const { query, severity } = serialized;
  if (typeof query !== 'string' && typeof severity !== 'string') return serialized;
  const { type, message, stack, code, table, constraint } = serialized;
  const statement = typeof query === 'string' ? query.split('\n', 1)[0] : undefined;
  return { type, message, code, stack, statement, table, constraint };
}

/**
 * Formatted in this thread: pino's own transport is another thread, whose lines appear after the prompt of
 * the shell.
 */
function terminal(): DestinationStream {
  // A closed terminal accepts no more lines, and the stop continues without them.
  process.stdout.on('error', () => undefined);
  const readable = readableLines();
  return { write: (line) => process.stdout.write(readable(line)) };
}

/**
 * Returns what a terminal shows of a log line. Workers choose their names: their text must not control the
 * terminal.
 */
export function readableLines(look: { readonly colorize?: boolean } = {}): (line: string) => string {
  const readable = prettyFactory({
    ...look,
    ignore: 'pid,hostname,context',
    messageFormat: '{if context}[{context}] {end}{msg}',
  });
  return (line) => {
    if (!line.startsWith('{')) return line;
    const shown = JSON.parse(line, (_name, value: unknown) =>
      typeof value === 'string' ? withoutControls(value) : value,
    ) as object;
    return readable(shown);
  };
}

/** Line breaks stay, as in stacks; they are indented, so that none looks like a log line. */
const withoutControls = (text: string): string => visibleLines(text).replaceAll('\n', '\n    ');
