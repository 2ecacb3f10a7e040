import { Count, Zone } from './summary-properties.js';

/** Number of workers by health. */
export class HealthCountsDto {
  @Count('Present workers: healthy, unhealthy and failed together.')
  present: number;

  @Count('Present workers whose health is HEALTHY.')
  healthy: number;

  @Count('Present workers whose health is UNHEALTHY.')
  unhealthy: number;

  @Count('Present workers whose health is FAILED.')
  failed: number;

  @Count('Present workers held by a guard.')
  held: number;

  @Count('Present workers whose heartbeat is later than usual; FAILED ones are not counted.')
  suspect: number;

  @Count('Records of workers that are not present: expected, lost and left together.')
  inactive: number;

  @Count('Workers that were not yet seen.')
  expected: number;

  @Count('Workers that were cleaned up after failing.')
  lost: number;

  @Count('Workers that were deregistered.')
  left: number;

  @Count('Workers lost within `lost-attention-hours` whose loss was not acknowledged.')
  unacknowledgedLosses: number;
}

export class ZoneCountsDto extends HealthCountsDto {
  @Zone('Zone; null for workers without one.')
  zone: string | null;
}

export class OtherZonesDto extends HealthCountsDto {
  @Count('Number of zones.')
  zones: number;
}
