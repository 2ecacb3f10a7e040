import { validationFailed, type FieldError } from '../../../platform/errors/domain-error.js';
import { isObject } from '../../../platform/validation/is-object.js';
import {
  appName,
  DATA_CENTERS,
  instanceStatus,
  KEPT_TEXTS,
  type DataCenter,
  STATUS_EXPECTED,
  type EurekaInstance,
  type InstancePort,
  type InstanceStatus,
} from '../instance.js';

// oxlint-disable-next-line no-control-regex -- It looks for them.
const CONTROL = /[\u0000-\u001f\u007f]/;
const MAX_TEXT = 1000;
const MAX_METADATA = 200;
const MAX_METADATA_VALUE = 4000;
const MAX_SECONDS = 86_400;
const DEFAULT_PORT = 7001;
const DEFAULT_SECURE_PORT = 7002;
const DEFAULT_RENEWAL_SECONDS = 30;
export const DEFAULT_LEASE_SECONDS = 90;

type Given = Readonly<Record<string, unknown>>;

/** Keys that mean the prototype of an object. */
const isSafe = (key: string): boolean => !['__proto__', 'constructor', 'prototype'].includes(key);

/**
 * Reads an instance in the form of Netflix's JSON (`{"$": 8080, "@enabled": "true"}`, `@class`); XML has been converted to it.
 * @param app the application in the path
 * @throws DomainError `validation_failed` with all faults
 */
export function readInstance(body: unknown, app: string | undefined): EurekaInstance {
  const given = isObject(body) && isObject(body['instance']) ? body['instance'] : body;
  if (!isObject(given))
    throw validationFailed([{ field: '', message: 'The body must be an object with "instance"' }]);
  const reader = new InstanceReader(given);
  const instance = reader.readInstance(app);
  if (reader.faults.length > 0) throw validationFailed(reader.faults);
  return instance;
}

class InstanceReader {
  readonly faults: FieldError[] = [];

  constructor(private readonly given: Given) {}

  readInstance(path: string | undefined): EurekaInstance {
    const { given } = this;
    const hostName = this.required('hostName');
    const ipAddr = this.text('ipAddr') ?? hostName;
    const app = appName(this.required('app'));
    if (path !== undefined && app !== appName(path))
      this.fault('app', `app must be the application of the path, ${appName(path).slice(0, 100)}`);
    const lease = isObject(given['leaseInfo']) ? given['leaseInfo'] : {};
    const status = this.status();
    return {
      app,
      instanceId: this.text('instanceId') ?? hostName,
      hostName,
      ipAddr,
      ...(status !== undefined && { status }),
      port: this.port('port', DEFAULT_PORT, true),
      securePort: this.port('securePort', DEFAULT_SECURE_PORT, false),
      dataCenter: this.dataCenter(),
      renewalSeconds: this.seconds(lease['renewalIntervalInSecs'], DEFAULT_RENEWAL_SECONDS),
      leaseSeconds: this.seconds(lease['durationInSecs'], DEFAULT_LEASE_SECONDS),
      metadata: this.metadata('metadata', given['metadata']),
      ...this.kept(),
      ...momentAs('startedAt', given['lastUpdatedTimestamp']),
      ...momentAs('dirtyAt', given['lastDirtyTimestamp']),
    };
  }

  private kept(): Partial<EurekaInstance> {
    return Object.fromEntries(
      KEPT_TEXTS.flatMap((name) => {
        const text = this.text(name);
        return text === undefined ? [] : [[name, text]];
      }),
    );
  }

  private status(): InstanceStatus | undefined {
    const text = this.text('status');
    if (text === undefined) return undefined;
    return (
      instanceStatus(text) ?? this.fault('status', `status ${STATUS_EXPECTED}, not ${text.slice(0, 40)}`)
    );
  }

  private required(name: string): string {
    const text = this.text(name);
    if (text === undefined) this.fault(name, `${name} is required`);
    return text ?? '';
  }

  private text(name: string): string | undefined {
    const value = this.given[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (!isScalar(value)) return this.fault(name, `${name} must be a text`);
    const text = String(value);
    if (CONTROL.test(text)) return this.fault(name, `${name} must not contain control characters`);
    if (text.length > MAX_TEXT)
      return this.fault(name, `${name} must have at most ${MAX_TEXT} characters, not ${text.length}`);
    return text;
  }

  private port(name: string, fallback: number, enabled: boolean): InstancePort {
    const value = this.given[name];
    if (value === undefined || value === null) return { number: fallback, enabled };
    const { $: given, '@enabled': stated = enabled } = isObject(value) ? value : { $: value };
    const number = Number(isScalar(given) ? given : NaN);
    if (!Number.isInteger(number) || number < -1 || number > 65_535)
      this.fault(name, `${name} must be a number from 0 to 65535, as {"$": 8080, "@enabled": "true"}`);
    return { number: Math.max(0, number), enabled: String(stated) === 'true' };
  }

  private dataCenter(): DataCenter {
    const value = this.given['dataCenterInfo'];
    const given = isObject(value) ? value : {};
    const name = DATA_CENTERS.find((each) => each === given['name']) ?? 'MyOwn';
    const metadata = this.metadata('dataCenterInfo.metadata', given['metadata']);
    // Clients of Java look for it in this one.
    return name === 'Amazon' || Object.keys(metadata).length > 0 ? { name, metadata } : { name };
  }

  private metadata(field: string, value: unknown): Readonly<Record<string, string>> {
    if (!isObject(value)) return {};
    const entries = Object.entries(value).filter(
      ([key]) => !key.startsWith('@') && key !== '$' && isSafe(key),
    );
    if (entries.length > MAX_METADATA)
      this.fault(field, `${field} may have up to ${MAX_METADATA} entries, not ${entries.length}`);
    return Object.fromEntries(
      entries.slice(0, MAX_METADATA).flatMap(([key, given]) => {
        if (given === null || given === undefined) return [];
        const text = isScalar(given) ? String(given) : JSON.stringify(given);
        if (key.length > MAX_TEXT || text.length > MAX_METADATA_VALUE)
          this.fault(field, `${field}.${key.slice(0, 40)} may have up to ${MAX_METADATA_VALUE} characters`);
        return [[key, text]];
      }),
    );
  }

  private seconds(value: unknown, fallback: number): number {
    const number = Number(isScalar(value) ? value : NaN);
    return Number.isInteger(number) && number > 0 ? Math.min(number, MAX_SECONDS) : fallback;
  }

  private fault(field: string, message: string): undefined {
    this.faults.push({ field, message });
  }
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** A time in ms, as a number or as text; others are left out. */
function momentAs(name: 'startedAt' | 'dirtyAt', value: unknown): Partial<EurekaInstance> {
  const number = momentOf(value);
  return number === undefined ? {} : { [name]: number };
}

export function momentOf(value: unknown): number | undefined {
  const number = Number(isScalar(value) && value !== '' ? value : NaN);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
