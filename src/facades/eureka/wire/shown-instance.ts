import type { EurekaInstance, InstanceStatus } from '../instance.js';

/** What has become of an instance lately. */
export type Action = 'ADDED' | 'MODIFIED' | 'DELETED';

/** An instance as clients see it. */
export interface ShownInstance {
  readonly instance: EurekaInstance;
  readonly status: InstanceStatus;
  readonly overridden: InstanceStatus;
  /** In ms. */
  readonly registeredAt: number;
  readonly lastRegisteredAt: number;
}
