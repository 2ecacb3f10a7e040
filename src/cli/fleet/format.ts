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
};

/** The form that the name of a file tells, if it does. */
export const formatOf = (file: string): Format | undefined => EXTENSIONS[extname(file).toLowerCase()];
