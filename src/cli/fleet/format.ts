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
const OTHER_FILES = /\.(gz|zip|xlsx?|ods|txt)$/i;

/** Returns the format by the name of a file, if that has one; ignores a final `.gz`. */
export const formatOf = (file: string): Format | undefined =>
  EXTENSIONS[extname(file.replace(/\.gz$/i, '')).toLowerCase()];

/** Whether a word looks like a file rather than a worker, whether or not the file exists. */
export const looksLikeFile = (word: string): boolean =>
  word === '-' || /[/\\]/.test(word) || formatOf(word) !== undefined || OTHER_FILES.test(word);
