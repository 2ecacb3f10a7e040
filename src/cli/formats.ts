/** The forms of output: two for people, the others for programs. */
export const FORMATS = ['table', 'wide', 'json', 'ndjson', 'csv', 'yaml', 'name'] as const;
/** Reports are written in Markdown too. */
export const REPORT_FORMATS = ['table', 'md', 'json', 'ndjson', 'csv', 'yaml'] as const;
export type Format = (typeof FORMATS)[number] | (typeof REPORT_FORMATS)[number];

const DOCUMENTS: ReadonlySet<Format> = new Set(['json', 'ndjson', 'yaml']);
const FOR_PEOPLE: ReadonlySet<Format> = new Set(['table', 'wide']);

/** Whether the output is the answer itself. */
export const isDocument = (format: Format): boolean => DOCUMENTS.has(format);
export const isForPeople = (format: Format): boolean => FOR_PEOPLE.has(format);
