import { WorkerDto } from '../../fleet/dto/worker.dto.js';
import { ApiProperty } from '../../platform/openapi/swagger.js';
import { WarningsProperty } from '../../platform/openapi/warnings-property.js';

export const PROBE_OUTCOMES = ['reached', 'failed', 'refused', 'skipped'] as const;
export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];

/** The result of probing one worker. */
export class ProbeResultDto {
  @ApiProperty({ description: 'Name that the worker chose.', example: 'worker-001' })
  workerId: string;

  @ApiProperty({ format: 'uuid', description: 'Server-assigned id.' })
  id: string;

  @ApiProperty({
    enum: PROBE_OUTCOMES,
    description:
      'reached: it answered. failed: it did not. refused: its address is not allowed. skipped: it was not probed, for another reason.',
  })
  outcome: ProbeOutcome;

  @ApiProperty({ description: 'Whether it answered.' })
  reached: boolean;

  @ApiProperty({
    description:
      'Whether its lease was renewed. A probe renews it only once per silence of a worker that has sent heartbeats.',
  })
  renewed: boolean;

  @ApiProperty({
    enum: ['tcp', 'http'],
    nullable: true,
    description: 'A TCP connection, or a GET of its healthPath; null if it was not probed.',
  })
  how: 'tcp' | 'http' | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The address that answered, was probed or was refused.',
    example: '10.0.1.15',
  })
  address: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Port of the worker.', example: 8080 })
  port: number | null;

  @ApiProperty({ description: 'Duration of the probe.', example: 3 })
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
    description: 'Always true; `result` has the outcome.',
  })
  success: true;

  @ApiProperty({ description: 'The result as text.', example: 'Worker reached' })
  message: string;

  @ApiProperty({ type: ProbeResultDto, description: 'Result of the probe.' })
  result: ProbeResultDto;

  @ApiProperty({ type: WorkerDto, description: 'The worker after the probe.' })
  worker: WorkerDto;

  @WarningsProperty()
  warnings?: readonly string[];
}

export class ReconnectionRoundDto {
  @ApiProperty({ enum: [true], description: 'Always true.' })
  success: true;

  @ApiProperty({ description: 'The figures as text.', example: '3 of 5 offline workers reached' })
  message: string;

  @ApiProperty({ description: 'Number of offline workers.' })
  offline: number;

  @ApiProperty({ description: 'Number of workers that were probed, or refused.' })
  probed: number;

  @ApiProperty({ description: 'Number of workers that answered.' })
  reached: number;

  @ApiProperty({ description: 'Number of workers that did not answer.' })
  failed: number;

  @ApiProperty({ description: 'Number of workers whose address is not allowed.' })
  refused: number;

  @ApiProperty({
    description:
      'Number of workers that are never probed: without an address, by their own policy, under an order, or with the one lease of this silence spent.',
  })
  skipped: number;

  @ApiProperty({
    description:
      'Number of workers left: another instance is probing them, or time ran out. The periodic rounds probe them.',
  })
  left: number;

  @ApiProperty({ description: 'Duration of the round.', example: 3021 })
  milliseconds: number;

  @WarningsProperty()
  warnings?: readonly string[];
}
