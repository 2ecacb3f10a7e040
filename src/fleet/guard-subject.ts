/** `zone eu-1`, `the fleet` or `the workers without a zone`; its zone is null or '' where it has none. */
export function guardSubject({ scope, zone }: { scope: string; zone: string | null }): string {
  if (scope === 'fleet') return 'the fleet';
  return zone === null || zone === '' ? 'the workers without a zone' : `zone ${zone}`;
}
