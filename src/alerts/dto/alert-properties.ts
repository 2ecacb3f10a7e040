import { NULLABLE_MOMENT } from '../../platform/openapi/nullable-moment.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';

export const Text = (description: string, example?: string): PropertyDecorator =>
  ApiProperty({ description, ...(example === undefined ? {} : { example }) });
export const Count = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'integer', description });
export const Time = (description: string): PropertyDecorator =>
  ApiProperty({ format: 'date-time', description });
export const MaybeTime = (description: string): PropertyDecorator =>
  ApiProperty({ ...NULLABLE_MOMENT, description });
export const MaybeText = (description: string, example?: string): PropertyDecorator =>
  ApiProperty({ type: String, nullable: true, description, ...(example === undefined ? {} : { example }) });
