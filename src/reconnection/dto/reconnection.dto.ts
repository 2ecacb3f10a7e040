import { ApiProperty } from '@nestjs/swagger';
import { WorkerDto } from '../../fleet/dto/worker.dto.js';

export const PROBE_OUTCOMES = ['reached', 'failed', 'refused', 'skipped'] as const;
export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];

/** What came of dialling one worker. */
export class ProbeResultDto {
  @ApiProperty({ description: 'The name that the worker chose.', example: 'worker-001' })
  workerId: string;

  @ApiProperty({ format: 'uuid', description: 'Our name for it.' })
  id: string;

  @ApiProperty({
    enum: PROBE_OUTCOMES,
    description:
      'reached: it answered. failed: it did not. refused: its address may not be dialled. skipped: it was not dialled, for another reason.',
  })
  outcome: ProbeOutcome;

  @ApiProperty({ description: 'Whether it answered.' })
  reached: boolean;

  @ApiProperty({
    description:
      'Whether its lease was renewed. Not twice in one silence of a worker that has sent heartbeats.',
  })
  renewed: boolean;

  @ApiProperty({
    enum: ['tcp', 'http'],
    nullable: true,
    description: 'A connection, or a GET of its healthPath; null where it was not dialled.',
  })
  how: 'tcp' | 'http' | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The address that answered, was dialled or was refused.',
    example: '10.0.1.15',
  })
  address: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Its port.', example: 8080 })
  port: number | null;

  @ApiProperty({ description: 'How long it took.', example: 3 })
  milliseconds: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it was not reached, or its lease not renewed.',
    example: 'the connection was refused',
  })
  reason: string | null;
}

export class ReconnectionAnswerDto {
  @ApiProperty({
    enum: [true],
    description: 'True: the request was carried out; `result` tells what came of it.',
  })
  success: true;

  @ApiProperty({ description: 'The result in words.', example: 'Worker reached' })
  message: string;

  @ApiProperty({ type: ProbeResultDto, description: 'What came of it.' })
  result: ProbeResultDto;

  @ApiProperty({ type: WorkerDto, description: 'Current state of the worker.' })
  worker: WorkerDto;
}

export class ReconnectionRoundDto {
  @ApiProperty({ enum: [true], description: 'True: the request was carried out.' })
  success: true;

  @ApiProperty({ description: 'The figures in words.', example: '3 of 5 offline workers reached' })
  message: string;

  @ApiProperty({ description: 'Workers that were offline.' })
  offline: number;

  @ApiProperty({ description: 'Those that were dialled, or refused.' })
  probed: number;

  @ApiProperty({ description: 'Those that answered.' })
  reached: number;

  @ApiProperty({ description: 'Those that did not.' })
  failed: number;

  @ApiProperty({ description: 'Those whose address may not be dialled.' })
  refused: number;

  @ApiProperty({
    description:
      'Those that are not dialled: without an address, by their own policy, under an order, or with the one lease of this silence spent.',
  })
  skipped: number;

  @ApiProperty({
    description:
      'Those that were left: another instance is at them, or the time was over. The rounds dial them.',
  })
  left: number;

  @ApiProperty({ description: 'How long it took.', example: 3021 })
  milliseconds: number;
}
