import { createHash } from 'node:crypto';
import type { ReportedStatus } from '../../fleet/worker.js';

/** Statuses of Eureka. */
export const INSTANCE_STATUSES = ['UP', 'DOWN', 'STARTING', 'OUT_OF_SERVICE', 'UNKNOWN'] as const;
export type InstanceStatus = (typeof INSTANCE_STATUSES)[number];

export const STATUS_EXPECTED = `must be one of ${INSTANCE_STATUSES.join(', ')}`;

/** Returns undefined for a text that is no status of Eureka. */
export const instanceStatus = (text: string): InstanceStatus | undefined =>
  INSTANCE_STATUSES.find((each) => each === text.trim().toUpperCase());

export interface InstancePort {
  readonly number: number;
  readonly enabled: boolean;
}

/** Clients of Java fail on a whole answer with another name in it. */
export const DATA_CENTERS = ['MyOwn', 'Amazon', 'Netflix'] as const;

/** Where an instance runs. */
export interface DataCenter {
  readonly name: (typeof DATA_CENTERS)[number];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The texts of an instance that clients read and this service only keeps. */
export const KEPT_TEXTS = [
  'homePageUrl',
  'statusPageUrl',
  'healthCheckUrl',
  'secureHealthCheckUrl',
  'vipAddress',
  'secureVipAddress',
  'appGroupName',
  'asgName',
] as const;

/**
 * An instance of Eureka as its worker describes it, in `capabilities.eureka`. Workers that register by the API may give one
 * too: if their workerId is `APP@instanceId` they appear to clients of Eureka.
 */
export interface EurekaInstance extends Readonly<Partial<Record<(typeof KEPT_TEXTS)[number], string>>> {
  readonly app: string;
  readonly instanceId: string;
  readonly hostName: string;
  readonly ipAddr: string;
  /** Absent if only heartbeats say how the worker is. */
  readonly status?: InstanceStatus;
  readonly port: InstancePort;
  readonly securePort: InstancePort;
  readonly dataCenter: DataCenter;
  readonly renewalSeconds: number;
  readonly leaseSeconds: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** When its process began, in ms; clients of Java send it. */
  readonly startedAt?: number;
  /** Version of the description, in ms. */
  readonly dirtyAt?: number;
}

/** Name of the capability. */
export const CAPABILITY = 'eureka';

const MAX_NAME = 128;
const SUFFIX = 16;
const FITS = /^[A-Za-z0-9][A-Za-z0-9._:@-]*$/;

/** Applications are compared in upper case, as in Eureka. */
export const appName = (text: string): string => text.trim().toUpperCase();

/**
 * Returns the workerId of an instance, `APP@instanceId`: ids of instances are unique within their application. A name that
 * no worker can have is shortened, and ends with its hash. Another application than `APP` never gets a name with `APP@`, by
 * which keys are limited.
 */
export function workerIdOf(app: string, instanceId: string): string {
  const upper = appName(app);
  const isPlain = FITS.test(upper) && !upper.includes('@');
  const name = `${upper}@${instanceId}`;
  if (isPlain && name.length <= MAX_NAME && FITS.test(name)) return name;
  const readable = (isPlain ? name : name.replaceAll('@', '-'))
    .replaceAll(/[^A-Za-z0-9._:@-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  const hash = createHash('sha256').update(`${upper}\0${instanceId}`).digest('hex').slice(0, SUFFIX);
  return `${readable.slice(0, MAX_NAME - SUFFIX - 1)}-${hash}`.replace(/^-/, '');
}

/** Returns the application and the instance that a workerId names; nothing for one without `@`. */
export function splitWorkerId(workerId: string): { readonly app?: string; readonly instanceId?: string } {
  const at = workerId.indexOf('@');
  return at < 0 ? {} : { app: workerId.slice(0, at), instanceId: workerId.slice(at + 1) };
}

const REPORTED: Readonly<Record<InstanceStatus, ReportedStatus>> = {
  UP: 'ACTIVE',
  DOWN: 'ERROR',
  STARTING: 'MAINTENANCE',
  OUT_OF_SERVICE: 'MAINTENANCE',
  UNKNOWN: 'MAINTENANCE',
};

/** Returns what a worker with that status reports: only `UP` may take jobs. */
export const reportedOf = (status: InstanceStatus): ReportedStatus => REPORTED[status];

/** Returns the status of a worker that states none of Eureka. */
export function statusOfReported(reported: ReportedStatus): InstanceStatus {
  if (reported === 'ERROR') return 'DOWN';
  return reported === 'MAINTENANCE' ? 'OUT_OF_SERVICE' : 'UP';
}

/**
 * Returns the Java class that reads a data center. Clients build what the answer names, so it is never one that another
 * client has sent.
 */
export const classOf = ({ name }: DataCenter): string =>
  name === 'Amazon'
    ? 'com.netflix.appinfo.AmazonInfo'
    : 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo';
