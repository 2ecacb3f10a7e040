import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of JSON Schema that the description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly example?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

interface Content {
  readonly schema?: Schema;
  readonly examples?: Readonly<Record<string, unknown>>;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
}

interface Document {
  readonly info: { readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One route: its input, and its documented answers. */
export interface Operation {
  /** `POST /api/v1/worker-registration/register` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  /** Error codes by status; empty if the status is not an error. */
  readonly answers: ReadonlyMap<number, ReadonlySet<string>>;
}

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'openapi.json');
const document = JSON.parse(readFileSync(FILE, 'utf8')) as Document;

/** Resolves references in a schema. */
export function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return resolved(document.components.schemas[name]!);
  return schema.allOf?.length === 1 ? { ...schema, ...resolved(schema.allOf[0]!) } : schema;
}

/** Every route of docs/openapi.json, which a test keeps equal to the real routes. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { parameters = [], requestBody, responses }]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    parameters,
    body: requestBody?.content['application/json']?.schema,
    answers: new Map(
      Object.entries(responses).map(([status, { content = {} }]) => [
        Number(status),
        new Set(Object.keys(content['application/problem+json']?.examples ?? {})),
      ]),
    ),
  })),
);

/** Refusals that the introduction documents for every request, because they precede routing. */
export const ofAnyRequest: ReadonlySet<string> = new Set(
  [...document.info.description.matchAll(/\d{3} `(\w+)`/g)].map(([, code]) => code!),
);
