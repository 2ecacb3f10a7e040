import type { OpenAPIObject } from '@nestjs/swagger';

type Json = Record<string, unknown>;

/** Numbers that may have a fraction. Every other number of the document is whole. */
const FRACTIONS: ReadonlySet<string> = new Set([
  'availabilityPercentage',
  'coverage',
  'cpuUsage',
  'durationMs',
  'error',
  'eventLoopLagMs',
  'failedMinutes',
  'heartbeatsPerSecond',
  'intervalSeconds',
  'lateSeconds',
  'latenessSeconds',
  'leaseSeconds',
  'loadPercentage',
  'medianLeadMinutes',
  'memoryUsage',
  'milliseconds',
  'minutes',
  'p50',
  'p95',
  'perDay',
  'percent',
  'stepSeconds',
  'systemHealthPercentage',
  'unmetPerMinute',
  'uptimePercentage',
  'usuallyWithinSeconds',
  'value',
  'workerLoadFactor',
]);

const LARGEST_INT32 = 2 ** 31 - 1;
const NULL = { type: 'null' };

/**
 * Rewrites schemas in the forms that generators of clients understand: OpenAPI 3.1, one type for each field, whole
 * numbers with their size, and in answers no closed lists of values, to which a later version may add.
 */
export function inGeneratorForms(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Json>;
  const answers = namesReachedFrom(responsesOf(document), schemas);
  for (const [name, schema] of Object.entries(schemas)) {
    if (answers.has(name)) walk(schema, openValues);
    walk(schema, inOneType);
  }
  for (const item of Object.values(document.paths) as Json[]) walk(item, inOneType);
  for (const response of responsesOf(document)) walk(response, openValues);
  return { ...document, openapi: '3.1.0' };
}

function responsesOf(document: OpenAPIObject): unknown[] {
  const items = Object.values(document.paths) as Record<string, Json>[];
  return items.flatMap((item) => Object.values(item).map((operation) => operation['responses']));
}

/** Returns the names of schemas that are part of these. */
function namesReachedFrom(roots: readonly unknown[], schemas: Record<string, Json>): Set<string> {
  const reached = new Set<string>();
  const visit = (node: Json): void => {
    const name = typeof node['$ref'] === 'string' ? node['$ref'].split('/').at(-1)! : undefined;
    if (name === undefined || reached.has(name)) return;
    reached.add(name);
    walk(schemas[name], visit);
  };
  for (const root of roots) walk(root, visit);
  return reached;
}

/** Visits every object below and including this one, except examples. */
function walk(node: unknown, visit: (node: Json, name: string) => void, name = ''): void {
  if (Array.isArray(node)) for (const each of node) walk(each, visit, name);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  visit(node as Json, name);
  for (const [key, value] of Object.entries(node)) {
    // The items of a list are named by the list.
    if (key !== 'example' && key !== 'examples') walk(value, visit, key === 'items' ? name : key);
  }
}

/** Known values become a note: a client that was generated earlier accepts later ones. */
function openValues(schema: Json): void {
  const { enum: values } = schema;
  if (!Array.isArray(values)) return;
  delete schema['enum'];
  // One value says nothing that the description does not.
  if (schema['type'] === 'string') schema['x-extensible-enum'] = values;
}

function inOneType(schema: Json, name: string): void {
  withTypeOfParameter(schema);
  withOneForm(schema);
  if (schema['type'] === 'number' && !FRACTIONS.has(name)) schema['type'] = 'integer';
  if (schema['type'] === 'integer') schema['format'] ??= sizeOf(schema['maximum']);
  orNull(schema);
  const { properties, required } = schema;
  if (typeof properties !== 'object' || properties === null || !Array.isArray(required)) return;
  // Generated clients read null as an absent object, not as one.
  const isObjectOrNull = (each: string): boolean =>
    (properties as Record<string, Json>)[each]?.['nullable'] === true &&
    'allOf' in (properties as Record<string, Json>)[each]!;
  const kept = (required as string[]).filter((each) => !isObjectOrNull(each));
  if (kept.length > 0) schema['required'] = kept;
  else delete schema['required'];
}

/** Parts of a path are described without a type. */
function withTypeOfParameter({ in: where, schema }: Json): void {
  if (where === 'path') Object.assign(schema as Json, { type: 'string', ...(schema as Json) });
}

/** A field that is accepted in several forms is described in one: the list or object, or the text instead of a number. */
function withOneForm(schema: Json): void {
  const { oneOf, ...rest } = schema;
  if (!Array.isArray(oneOf)) return;
  const forms = oneOf as Json[];
  const form =
    forms.find(({ type }) => type === 'array' || type === 'object') ??
    forms.find(({ type }) => type === 'string');
  if (form === undefined) return;
  delete schema['oneOf'];
  Object.assign(schema, form, rest);
}

const sizeOf = (maximum: unknown): string =>
  typeof maximum === 'number' && maximum <= LARGEST_INT32 ? 'int32' : 'int64';

/** `nullable` is of OpenAPI 3.0. */
function orNull(schema: Json): void {
  const { nullable, allOf, type, anyOf } = schema;
  if (nullable !== true) return;
  delete schema['nullable'];
  if (Array.isArray(allOf)) {
    delete schema['allOf'];
    schema['oneOf'] = [...(allOf as Json[]), NULL];
  } else if (typeof type === 'string') {
    schema['type'] = [type, 'null'];
    if (Array.isArray(schema['enum'])) schema['enum'] = [...(schema['enum'] as unknown[]), null];
  } else if (Array.isArray(anyOf)) schema['anyOf'] = [...(anyOf as Json[]), NULL];
}
