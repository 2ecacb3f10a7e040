import { NAMES, NOTES, type PropertyNote } from './property-notes.js';

/** A class whose properties `@ApiProperty` describes. */
export type Dto = abstract new (...parameters: never[]) => object;

const PRIMITIVES = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
]);

/**
 * Returns the JSON schema of a DTO for compiled serialisers, from the same decorators as its entry in the
 * OpenAPI document.
 */
export function schemaOf({ prototype }: Dto): object {
  const names = (Reflect.getMetadata(NAMES, prototype as object) as string[] | undefined) ?? [];
  const notes = names.map((each) => {
    // Stored with a leading colon.
    const name = each.slice(1);
    return [name, Reflect.getMetadata(NOTES, prototype as object, name) as PropertyNote] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(notes.map(([name, note]) => [name, propertyOf(note)])),
  };
}

function propertyOf({ type, isArray = false, nullable = false }: PropertyNote): object {
  const value = valueOf(type);
  return { ...(isArray ? { type: 'array', items: value } : value), ...(nullable && { nullable: true }) };
}

function valueOf(type: unknown): object {
  if (typeof type === 'string') return { type };
  const primitive = PRIMITIVES.get(type);
  if (primitive !== undefined) return { type: primitive };
  // Any value, unchanged.
  return typeof type !== 'function' || type === Object ? {} : schemaOf(type as Dto);
}
