import { ApiProperty } from '@nestjs/swagger';
import { NextCursor } from '../../../platform/openapi/next-cursor.js';
import { Field } from '../../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE } from '../../../platform/validation/query-rules.js';
import { listOf, text, whole } from '../../../platform/validation/rule.js';
import { keyName } from './api-key.dto.js';
import { capabilityRule, cidrRule, workerIdPatternRule, zoneRule } from './scope-rules.js';

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

  @Field(workerIdPatternRule, {
    description:
      'Its workers have a workerId of this pattern: `*` stands for any characters, `?` for one. This and all that follows holds at later registrations by their own tokens too.',
    example: 'render-*',
  })
  workerIdPattern?: string;

  @Field(zoneRule, {
    description: 'Its workers are in this zone; empty: in none. Any, where left out.',
    example: 'eu-west-1a',
  })
  zone?: string;

  @Field(listOf('Capabilities', capabilityRule, 30), {
    description:
      'Its workers may have these capabilities and no others: `java` with any value, `java=17` with this one. Any, where left out.',
    example: ['gpu', 'java=17'],
  })
  capabilities?: string[];

  @Field(whole('Max slots', { min: 1 }), {
    description: 'The maximum of `maxConcurrentJobs` of each of its workers.',
    example: 8,
  })
  maxSlots?: number;

  @Field(listOf('CIDRs', cidrRule, 20), {
    description:
      'Networks from which its workers register, by the address of the client; behind a proxy of `server.trust-proxy`, as that reports it. Any, where left out.',
    example: ['10.1.0.0/16', '2001:db8::/32'],
  })
  cidrs?: string[];
}

export class JoinTokenDto {
  @ApiProperty({ description: 'The public part of it.', example: '9d03c5aa71f2b6e4' })
  id: string;

  @ApiProperty({ example: 'autumn-rollout', description: 'What the journal calls it.' })
  name: string;

  @ApiProperty({ type: [String], nullable: true, description: 'Tags that its workers may have; null: any.' })
  tags: string[] | null;

  @ApiProperty({ type: String, nullable: true, description: 'The pattern of its workerIds; null: any.' })
  workerIdPattern: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The zone of its workers; null: any.' })
  zone: string | null;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Capabilities that its workers may have; null: any.',
  })
  capabilities: string[] | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The maximum of slots of each of its workers; null: none.',
  })
  maxSlots: number | null;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Networks from which its workers register; null: any.',
  })
  cidrs: string[] | null;

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

  @Field(text('cursor', { max: 100 }), { description: 'The `nextCursor` of the previous page.' })
  cursor?: string;
}
