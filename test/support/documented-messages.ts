import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

interface Document {
  readonly info: { readonly version: string };
  readonly components: { readonly schemas: { readonly Alert: { properties: { kind: { enum: string[] } } } } };
}

/** The document of the messages to webhooks. */
export const WEBHOOKS = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../docs/webhooks.openapi.json'), 'utf8'),
) as Document;

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(WEBHOOKS, 'webhooks');

/** Returns what is wrong with a message by the document; empty if nothing is. */
export function undocumentedIn(schema: 'AlertMessage' | 'AlertEvent', message: unknown): string[] {
  const isDocumented = ajv.compile({ $ref: `webhooks#/components/schemas/${schema}` });
  if (isDocumented(message)) return [];
  return isDocumented.errors!.map(({ instancePath, message: fault = '', params }) =>
    [instancePath, fault, JSON.stringify(params)].join(' '),
  );
}
