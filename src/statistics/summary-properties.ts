import { ApiProperty } from '../platform/openapi/swagger.js';

export const Count = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'integer', description });
export const Time = (description: string): PropertyDecorator =>
  ApiProperty({ format: 'date-time', description });
export const Zone = (description: string): PropertyDecorator =>
  ApiProperty({ type: String, nullable: true, description, example: 'eu-1' });
