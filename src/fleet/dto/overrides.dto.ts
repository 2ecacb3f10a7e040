import { ApiProperty } from '../../platform/openapi/swagger.js';
import { OVERRIDE_NAMES, type DescribedWorker, type OverrideName } from '../overrides.js';
import { WorkerDto } from './worker.dto.js';

/** Who set a value in place of the worker, when and why. */
class OverrideDto {
  @ApiProperty({ description: 'Name of the account that set it.', example: 'key:anna' })
  by: string;

  @ApiProperty({ format: 'date-time', description: 'When it was set.' })
  at: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why.' })
  reason: string | null;
}

export class CapacityOverrideDto extends OverrideDto {
  @ApiProperty({ description: 'Maximum number of concurrent jobs that is in force.', example: 8 })
  value: number;

  @ApiProperty({ description: 'What the worker itself last registered.', example: 10 })
  reported: number;
}

export class TagsOverrideDto extends OverrideDto {
  @ApiProperty({ type: [String], description: 'Tags that are in force.', example: ['canary'] })
  value: string[];

  @ApiProperty({
    type: [String],
    description: 'What the worker itself last registered.',
    example: ['production'],
  })
  reported: string[];
}

export class ZoneOverrideDto extends OverrideDto {
  @ApiProperty({ description: 'Zone that is in force.', example: 'eu-west-1b' })
  value: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What the worker itself last registered.',
    example: 'eu-west-1a',
  })
  reported: string | null;
}

/** What operators have set in place of the worker. */
export class OverridesDto {
  @ApiProperty({
    type: CapacityOverrideDto,
    required: false,
    description: 'In place of `maxConcurrentJobs`.',
  })
  capacity?: CapacityOverrideDto;

  @ApiProperty({ type: TagsOverrideDto, required: false, description: 'In place of its tags.' })
  tags?: TagsOverrideDto;

  @ApiProperty({ type: ZoneOverrideDto, required: false, description: 'In place of its zone.' })
  zone?: ZoneOverrideDto;
}

/** A worker, and what operators have set. */
export class OverriddenWorkerDto extends WorkerDto {
  @ApiProperty({
    type: OverridesDto,
    nullable: true,
    description:
      'What operators have set in place of the worker, and what it reported; null if there is nothing. The fields of the worker show what is in force.',
  })
  overrides: OverridesDto | null;
}

export function overridesDto({ overrides, reported }: DescribedWorker): OverridesDto | null {
  if (overrides == null || reported == null) return null;
  const shown = (name: OverrideName): object[] => {
    const override = overrides[name];
    if (override === undefined) return [];
    const { value, by, at, reason } = override;
    return [{ [name]: { value, reported: reported[name], by, at: new Date(at).toISOString(), reason } }];
  };
  return Object.assign({}, ...OVERRIDE_NAMES.flatMap(shown)) as OverridesDto;
}
