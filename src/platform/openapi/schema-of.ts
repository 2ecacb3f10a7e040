/** A class whose properties `@ApiProperty` describes. */
export type Dto = abstract new (...parameters: never[]) => object;

/** What `@ApiProperty` notes of a property, as far as it says what the value looks like. */
interface PropertyNote {
  readonly type?: unknown;
  readonly isArray?: boolean;
  readonly nullable?: boolean;
}

/** Where `@nestjs/swagger` keeps the notes. */
const NAMES = 'swagger/apiModelPropertiesArray';
const NOTES = 'swagger/apiModelProperties';

const PRIMITIVES = new Map<unknown, string>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
]);

/** The JSON schema of a DTO, from the same decorators as its entry in the OpenAPI document: for compiled serialisers. */
export function schemaOf({ prototype }: Dto): object {
  const names = (Reflect.getMetadata(NAMES, prototype as object) as string[] | undefined) ?? [];
  const notes = names.map((each) => {
    // Kept with a colon before them.
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
  // Anything at all, as it is.
  return typeof type !== 'function' || type === Object ? {} : schemaOf(type as Dto);
}
