/** The part of the fleet that an API key is limited to: the workers that have all that is not null. */
export interface Scope {
  readonly zone: string | null;
  readonly tag: string | null;
  readonly workerIdPrefix: string | null;
}

/** Returns a scope as people read it: `zone eu-1, tag gpu`. */
export const scopeText = ({ zone, tag, workerIdPrefix }: Scope): string =>
  [
    ...(zone === null ? [] : [zone === '' ? 'workers without a zone' : `zone ${zone}`]),
    ...(tag === null ? [] : [`tag ${tag}`]),
    ...(workerIdPrefix === null ? [] : [`workerId prefix ${workerIdPrefix}`]),
  ].join(', ');
