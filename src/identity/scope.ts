/** The part of the fleet that an API key is limited to: workers that match all values that are not null. */
export interface Scope {
  readonly zone: string | null;
  readonly tag: string | null;
  readonly workerIdPrefix: string | null;
}

/** Returns a scope in readable form: `zone eu-1, tag gpu`. */
export const scopeText = ({ zone, tag, workerIdPrefix }: Scope): string =>
  [
    ...(zone === null ? [] : [zone === '' ? 'workers without a zone' : `zone ${zone}`]),
    ...(tag === null ? [] : [`tag ${tag}`]),
    ...(workerIdPrefix === null ? [] : [`workerId prefix ${workerIdPrefix}`]),
  ].join(', ');
