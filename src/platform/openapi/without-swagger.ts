import type { Type } from '@nestjs/common';
import { NAMES, NOTES, type PropertyNote } from './property-notes.js';

/** Options of `@ApiProperty` that matter without a document. */
interface PropertyOptions {
  readonly type?: unknown;
  readonly isArray?: boolean;
  readonly enum?: unknown;
  readonly nullable?: boolean;
}

const nothing =
  () =>
  (..._target: unknown[]): void =>
    undefined;

/** Notes the type of a property where `@nestjs/swagger` does: answers are serialised by it. */
function ApiProperty({ type, isArray, enum: values, nullable }: PropertyOptions = {}): PropertyDecorator {
  return (target, property) => {
    const [first] = Array.isArray(type) ? (type as unknown[]) : [];
    const declared = first ?? type ?? (values === undefined ? undefined : typeof [values].flat()[0]);
    const note: PropertyNote = {
      type: declared ?? Reflect.getMetadata('design:type', target, property),
      isArray: isArray ?? first !== undefined,
      nullable: nullable ?? false,
    };
    add(target, String(property), note);
  };
}

function add(target: object, name: string, note: PropertyNote): void {
  const names = (Reflect.getMetadata(NAMES, target) as string[] | undefined) ?? [];
  const key = `:${name}`;
  if (!names.includes(key)) Reflect.defineMetadata(NAMES, [...names, key], target);
  Reflect.defineMetadata(NOTES, note, target, name);
}

/** Returns a class with some properties of another. */
function partOf(Whole: Type, isKept: (name: string) => boolean): Type {
  const prototype = Whole.prototype as object;
  const Part = function () {} as unknown as Type;
  const names = (Reflect.getMetadata(NAMES, prototype) as string[] | undefined) ?? [];
  for (const name of names.map((key) => key.slice(1)).filter(isKept))
    add(Part.prototype as object, name, Reflect.getMetadata(NOTES, prototype, name) as PropertyNote);
  return Part;
}

/** What stands for `@nestjs/swagger` in an application that does not have it: there is no document to describe. */
export const withoutSwagger = {
  ApiAcceptedResponse: nothing,
  ApiBody: nothing,
  ApiConsumes: nothing,
  ApiCreatedResponse: nothing,
  ApiExcludeController: nothing,
  ApiExcludeEndpoint: nothing,
  ApiExtraModels: nothing,
  ApiHeader: nothing,
  ApiNoContentResponse: nothing,
  ApiOkResponse: nothing,
  ApiOperation: nothing,
  ApiParam: nothing,
  ApiProduces: nothing,
  ApiProperty,
  ApiQuery: nothing,
  ApiResponse: nothing,
  ApiSecurity: nothing,
  ApiTags: nothing,
  getSchemaPath: () => '',
  OmitType: (Whole: Type, left: readonly string[]) => partOf(Whole, (name) => !left.includes(name)),
  PartialType: (Whole: Type) => partOf(Whole, () => true),
  PickType: (Whole: Type, kept: readonly string[]) => partOf(Whole, (name) => kept.includes(name)),
};
