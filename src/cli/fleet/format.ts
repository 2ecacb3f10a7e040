import { extname } from 'node:path';

/** The forms that a fleet is written in. */
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

/** Endings of files that are none of these, and of no worker either. */
const OTHER_FILES = /\.(gz|zip|xlsx?|ods|txt)$/i;

/** The form that the name of a file tells, if it does; `.gz` behind it says nothing. */
export const formatOf = (file: string): Format | undefined =>
  EXTENSIONS[extname(file.replace(/\.gz$/i, '')).toLowerCase()];

/** Whether a word names a file rather than a worker, whether or not there is such a file. */
export const looksLikeFile = (word: string): boolean =>
  word === '-' || /[/\\]/.test(word) || formatOf(word) !== undefined || OTHER_FILES.test(word);
