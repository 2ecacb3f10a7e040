import { ApiProperty } from './swagger.js';

/** The field of every list that says where the next page begins. */
export const NextCursor = (): PropertyDecorator =>
  ApiProperty({
    type: String,
    nullable: true,
    description:
      'Send it as `cursor` to get the next page; null on the last page. A page may be short, or empty, and still have a next one.',
  });
