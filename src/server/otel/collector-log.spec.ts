import { diag } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ServerLogger } from '../logger.js';
import { logLibraryWarnings, logOutages } from './collector-log.js';

const SUCCESS: ExportResult = { code: ExportResultCode.SUCCESS };
const failed = (message: string, code?: string | number): ExportResult => ({
  code: ExportResultCode.FAILED,
  error: Object.assign(new Error(message), { code }),
});

describe('The log of a collector', () => {
  let lines: string[];
  const write = (line: string): number => lines.push(line);
  const logger = { warn: write, log: write } as unknown as ServerLogger;
  beforeEach(() => (lines = []));

  it('has a line when it begins to fail, and one when it works again; the library sees no failure', () => {
    const results = [
      SUCCESS,
      failed('read ECONNRESET', 'ECONNRESET'),
      failed('', 'ECONNREFUSED'),
      SUCCESS,
      SUCCESS,
    ];
    const exporter = logOutages(
      { export: (_items: object, done: (result: ExportResult) => void) => done(results.shift()!) },
      'metrics',
      logger,
    );
    const seen: ExportResult[] = [];
    for (let count = results.length; count > 0; count -= 1)
      exporter.export({}, (result) => seen.push(result));
    expect(lines).toEqual([
      'The collector does not accept metrics: read ECONNRESET',
      'The collector accepts metrics again',
    ]);
    expect(seen).toEqual([SUCCESS, SUCCESS, SUCCESS, SUCCESS, SUCCESS]);
  });

  it.each([
    [failed('', 'ECONNREFUSED'), 'ECONNREFUSED'],
    [failed('Bad Request\nsecond line', 400), 'Bad Request'],
    [
      failed('Not Found', 404),
      'Not Found 404; its URL is OTEL_EXPORTER_OTLP_ENDPOINT with /v1/traces appended, or',
    ],
    [failed('Parse Error', 'HPE_INVALID_CONSTANT'), 'its port may be that for gRPC: use the one for HTTP'],
    [failed('14 UNAVAILABLE: Protocol error', 14), 'its port may be that for HTTP: use the one for gRPC'],
    [{ code: ExportResultCode.FAILED }, 'no reason given'],
  ])('names the reason %j', (result, reason) => {
    const exporter = { export: (_items: object, done: (result: ExportResult) => void) => done(result) };
    logOutages(exporter, 'traces', logger).export({}, () => undefined);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(reason);
    expect(lines[0]).not.toContain('second');
  });

  it('has a warning of the libraries once, and of bounded length', () => {
    logLibraryWarnings(logger);
    for (const page of ['a', 'a', 'b']) diag.warn('cannot read', page.repeat(1000));
    diag.disable();
    expect(lines.map((line) => line.length)).toEqual([300, 300]);
  });
});
