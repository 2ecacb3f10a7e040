import { ApiProperty } from './swagger.js';

/** The field of an answer that names what was dropped of the request. */
export const WarningsProperty = (): PropertyDecorator =>
  ApiProperty({
    type: [String],
    required: false,
    description:
      'Unknown fields and query parameters of the request, which were dropped; missing where there were none.',
  });
