/** The metadata of `@ApiProperty` that describe the format of a value. */
export interface PropertyNote {
  readonly type?: unknown;
  readonly isArray?: boolean;
  readonly nullable?: boolean;
}

/** Where `@nestjs/swagger` stores its metadata. */
export const NAMES = 'swagger/apiModelPropertiesArray';
export const NOTES = 'swagger/apiModelProperties';
