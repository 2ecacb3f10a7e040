import { extname } from 'node:path';

/** The formats of fleet files. */
export const FORMATS = ['yaml', 'json', 'ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

const EXTENSIONS: Readonly<Record<string, Format>> = {
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.tsv': 'csv',
};

/** Extensions of other files, which no worker has either. */
const OTHER_FILES = /\.(gz|zip|xlsx?|ods|txt|bak|orig|old|tmp|swp)$|~$/i;

/** Returns the format by the name of a file, if that has one; ignores a final `.gz`. */
export const formatOf = (file: string): Format | undefined =>
  EXTENSIONS[extname(file.replace(/\.gz$/i, '')).toLowerCase()];

/** An extension of a fleet file inside a name, as copies have: `fleet.csv.2024`, `fleet.csv.bak`. */
const COPY = /\.(ya?ml|json|ndjson|jsonl|csv|tsv|xlsx?)\./i;

/** Whether a word looks like a file rather than a worker, whether or not the file exists. */
export const looksLikeFile = (word: string): boolean =>
  word === '-' ||
  /[/\\]/.test(word) ||
  formatOf(word) !== undefined ||
  OTHER_FILES.test(word) ||
  COPY.test(word);
