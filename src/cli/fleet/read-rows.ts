import type { Format } from './format.js';
import { readJson } from './read-json.js';
import { readNdjson } from './read-ndjson.js';
import type { Rows } from './rows.js';

/**
 * Parses a fleet file; what cannot be parsed is a fault at its line. Loads the parsers of large libraries on demand.
 */
export async function readRows(text: string, format: Format): Promise<Rows> {
  switch (format) {
    case 'yaml':
      return (await import('./read-yaml.js')).readYaml(text);
    case 'csv':
      return (await import('./read-csv.js')).readCsv(text);
    case 'json':
      return readJson(text);
    case 'ndjson':
      break;
  }
  return readNdjson(text);
}
