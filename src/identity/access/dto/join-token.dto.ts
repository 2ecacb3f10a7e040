import { ApiProperty } from '@nestjs/swagger';
import { NextCursor } from '../../../platform/openapi/next-cursor.js';
import { Field } from '../../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE } from '../../../platform/validation/query-rules.js';
import { listOf, text, whole } from '../../../platform/validation/rule.js';
import { keyName } from './api-key.dto.js';

export class JoinTokenRequestDto {
  @Field(keyName, {
    required: 'Name is required',
    description: 'What the journal calls it.',
    example: 'autumn-rollout',
  })
  name: string;

  @Field(whole('Expires in minutes', { min: 1, max: 5_256_000 }), {
    description: 'After so many minutes it is refused.',
    default: 1440,
    example: 60,
  })
  expiresInMinutes?: number;

  @Field(whole('Uses', { min: 1, max: 10_000_000 }), {
    description:
      'How many workers may come in by it. A repetition by the same process (`bootId`) is no further use. Not counted where left out.',
    example: 100,
  })
  uses?: number;

  @Field(listOf('Tags', text('Tag', { max: 100 }), 50), {
    description: 'Its workers may have these tags and no others, now and later. Any, where left out.',
    example: ['gpu'],
  })
  tags?: string[];
}

export class JoinTokenDto {
  @ApiProperty({ description: 'The public part of it.', example: '9d03c5aa71f2b6e4' })
  id: string;

  @ApiProperty({ example: 'autumn-rollout', description: 'What the journal calls it.' })
  name: string;

  @ApiProperty({ type: [String], nullable: true, description: 'Tags that its workers may have; null: any.' })
  tags: string[] | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How often it may be used; null: not counted.' })
  uses: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How often it was used; null: not counted.' })
  used: number | null;

  @ApiProperty({ format: 'date-time', description: 'When it was made.' })
  createdAt: string;

  @ApiProperty({ example: 'key:alice', description: 'Who made it.' })
  createdBy: string;

  @ApiProperty({ format: 'date-time', description: 'Its end.' })
  expiresAt: string;
}

export class NewJoinTokenDto extends JoinTokenDto {
  @ApiProperty({
    example: 'wrj_9d03c5aa71f2b6e4_0000000000000000000000000000000000000000000000000000000000000000',
    description: 'The join token itself. It is shown this once, and stored nowhere.',
  })
  joinToken: string;
}

export class JoinTokenPageDto {
  @ApiProperty({ type: [JoinTokenDto], description: 'By name; those past their end for 30 days.' })
  joinTokens: JoinTokenDto[];

  @NextCursor()
  nextCursor: string | null;
}

export class ListJoinTokensQuery {
  @Field(digits('limit', 1, MAX_PAGE), { description: 'Join tokens a page.', default: DEFAULT_PAGE })
  limit?: string | number;

  @Field(text('cursor', { max: 100 }), { description: 'The `nextCursor` of the page before.' })
  cursor?: string;
}
