import { NextCursor } from '../../../platform/openapi/next-cursor.js';
import { ApiProperty } from '../../../platform/openapi/swagger.js';
import { Field } from '../../../platform/validation/field.js';
import { DEFAULT_PAGE, digits, MAX_PAGE } from '../../../platform/validation/query-rules.js';
import { listOf, text, whole } from '../../../platform/validation/rule.js';
import { keyName } from './api-key.dto.js';
import { capabilityRule, cidrRule, workerIdPatternRule, zoneRule } from './scope-rules.js';
import { WarningsProperty } from '../../../platform/openapi/warnings-property.js';

export class JoinTokenRequestDto {
  @Field(keyName, {
    required: 'Name is required',
    description: 'Name of the join token in the journal.',
    example: 'autumn-rollout',
  })
  name: string;

  @Field(whole('Expires in minutes', { min: 1, max: 5_256_000 }), {
    description: 'Minutes until the join token expires.',
    default: 1440,
    example: 60,
  })
  expiresInMinutes?: number;

  @Field(whole('Uses', { min: 1, max: 10_000_000 }), {
    description:
      'Maximum number of workers that may register with it. A repetition by the same process (`bootId`) counts once. Default: unlimited.',
    example: 100,
  })
  uses?: number;

  @Field(listOf('Tags', text('Tag', { max: 100 }), 50), {
    description: 'Tags that its workers may have, now and later. Default: any.',
    example: ['gpu'],
  })
  tags?: string[];

  @Field(workerIdPatternRule, {
    description:
      'Pattern that the workerIds of its workers must match: `*` stands for any characters, `?` for one. This and all following bounds also apply to later registrations with their own tokens.',
    example: 'render-*',
  })
  workerIdPattern?: string;

  @Field(zoneRule, {
    description: 'Zone of its workers; empty: no zone. Default: any.',
    example: 'eu-west-1a',
  })
  zone?: string;

  @Field(listOf('Capabilities', capabilityRule, 30), {
    description:
      'Capabilities that its workers may have: `java` with any value, `java=17` with this value. Default: any.',
    example: ['gpu', 'java=17'],
  })
  capabilities?: string[];

  @Field(whole('Max slots', { min: 1 }), {
    description: 'Maximum of `maxConcurrentJobs` of each of its workers.',
    example: 8,
  })
  maxSlots?: number;

  @Field(listOf('CIDRs', cidrRule, 20), {
    description:
      'Networks from which its workers must register, by the address of the client; behind a proxy of `server.trust-proxy`, as the proxy reports it. Default: any.',
    example: ['10.1.0.0/16', '2001:db8::/32'],
  })
  cidrs?: string[];
}

export class JoinTokenDto {
  @ApiProperty({ description: 'Public part of the join token.', example: '9d03c5aa71f2b6e4' })
  id: string;

  @ApiProperty({ example: 'autumn-rollout', description: 'Name of the join token in the journal.' })
  name: string;

  @ApiProperty({ type: [String], nullable: true, description: 'Tags that its workers may have; null: any.' })
  tags: string[] | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Pattern of the workerIds of its workers; null: any.',
  })
  workerIdPattern: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Zone of its workers; null: any.' })
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
    description: 'Maximum number of slots of each of its workers; null: unlimited.',
  })
  maxSlots: number | null;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Networks from which its workers must register; null: any.',
  })
  cidrs: string[] | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Maximum number of uses; null: unlimited.' })
  uses: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Number of uses; null: not counted.' })
  used: number | null;

  @ApiProperty({ format: 'date-time', description: 'When the join token was created.' })
  createdAt: string;

  @ApiProperty({ example: 'key:alice', description: 'Account that created the join token.' })
  createdBy: string;

  @ApiProperty({ format: 'date-time', description: 'When the join token expires.' })
  expiresAt: string;
}

export class JoinTokenWithSecretDto extends JoinTokenDto {
  @ApiProperty({
    example: 'wrj_9d03c5aa71f2b6e4_0000000000000000000000000000000000000000000000000000000000000000',
    description: 'The join token itself. It is shown only once, and not stored.',
  })
  joinToken: string;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class JoinTokenPageDto {
  @ApiProperty({
    type: [JoinTokenDto],
    description: 'Join tokens, by name; expired ones are listed for 30 days.',
  })
  joinTokens: JoinTokenDto[];

  @NextCursor()
  nextCursor: string | null;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class ListJoinTokensQuery {
  @Field(digits('limit', 1, MAX_PAGE), { description: 'Join tokens per page.', default: DEFAULT_PAGE })
  limit?: string | number;

  @Field(text('cursor', { max: 100 }), { description: 'The `nextCursor` of the previous page.' })
  cursor?: string;
}
