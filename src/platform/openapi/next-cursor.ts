import { ApiProperty } from '@nestjs/swagger';

/** How every list tells where it goes on. */
export const NextCursor = (): PropertyDecorator =>
  ApiProperty({
    type: String,
    nullable: true,
    description:
      'Give it as `cursor` for the next page; null on the last one. A page may be short, or empty, and still have a next one.',
  });
