import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allStatements, sqlFiles } from '../support/statements.js';

/** What the time of a renewal may be compared with: other facts, never the end of a lease. */
const OTHER_FACTS = [
  // The clock was set back.
  /lease_renewed_at > \(SELECT clock_timestamp\(\)/g,
  /lease_renewed_at > clock_timestamp\(\)/g,
  // How long ago it was, in a sentence.
  /extract\(epoch FROM now\(\) - w\.lease_renewed_at\)/g,
  // A heartbeat was refused since.
  /refused_at > (\w+\.)?lease_renewed_at/g,
  /refused_at > \(SELECT s\.lease_renewed_at/g,
  // Gaps of the service: times without a lease, or from which leases of this length are valid.
  /lease_renewed_at (>=|<) \(CASE WHEN w\.lease_seconds IS NULL/g,
  // A renewal is never older than the one before it.
  /WHEN s\.lease_renewed_at > clock_timestamp\(\) THEN now\(\) ELSE greatest\(s\.lease_renewed_at, now\(\)\)/g,
];

const COMPARED = /lease_renewed_at\s*[-+<>=]|[-+<>=]\s*(\(SELECT )?(\w+\.)?lease_renewed_at/g;
const ASSIGNED = /lease_renewed_at = /g;

/** The calls of a function, without nested parentheses. */
const callsOf = (name: string): RegExp =>
  new RegExp(`worker_registration\\.${name}\\(([^()]|\\([^()]*\\))*\\)`, 'g');

const without = (text: string, patterns: readonly RegExp[]): string =>
  patterns.reduce((rest, pattern) => rest.replaceAll(pattern, ''), text);

const withoutComments = (text: string): string => text.replaceAll(/--.*$/gm, '');

/** Every composed statement, and every SQL file: some are pieces. */
const texts = async (): Promise<(readonly [name: string, text: string])[]> => [
  ...(await allStatements()).map(({ name, text }) => [name, withoutComments(text)] as const),
  ...sqlFiles().map((path) => [path, withoutComments(readFileSync(join('src', path), 'utf8'))] as const),
];

describe('Every statement', () => {
  it('compares the end of a lease, which one function computes, and never the renewal', async () => {
    const wrong = (await texts()).filter(([, text]) =>
      without(text, [callsOf('lease_ends'), ...OTHER_FACTS, ASSIGNED]).match(COMPARED),
    );
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('counts a lease as expired from the moment of its end on', async () => {
    const compared = (await texts()).flatMap(([name, text]) =>
      [...text.matchAll(new RegExp(`${callsOf('lease_ends').source}\\s*(\\S+)`, 'g'))]
        .filter((match) => !['<=', '>'].includes(match.at(-1)!))
        .map((match) => `${name}: ${match[0]}`),
    );
    expect(compared).toEqual([]);
  });

  it('counts failures in a row by one function', async () => {
    const counting = (await texts()).filter(([, text]) =>
      without(text, [callsOf('failures_in_a_row')]).match(/[-+]\s*(\w+\.)?(counting_since|since)\b/),
    );
    expect(counting.map(([name]) => name)).toEqual([]);
  });
});
