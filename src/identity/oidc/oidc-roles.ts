import { ROLES, type Role } from '../roles.js';

/**
 * Returns the roles of a token's claims, without duplicates.
 * @param claim name of the claim; if there is no such claim, dots are read as nested objects
 * @param map roles by the names in the claim; without it, the names are the roles
 */
export function rolesIn(
  claims: Readonly<Record<string, unknown>>,
  claim: string,
  map: ReadonlyMap<string, readonly Role[]> = AS_NAMED,
): readonly Role[] {
  return [...new Set(namesIn(valueAt(claims, claim)).flatMap((name) => map.get(name) ?? []))];
}

const AS_NAMED: ReadonlyMap<string, readonly Role[]> = new Map(ROLES.map((role) => [role, [role]]));

/** Names of claims may contain dots themselves: `https://example.org/roles`. */
function valueAt(claims: Readonly<Record<string, unknown>>, claim: string): unknown {
  const path = Object.hasOwn(claims, claim) ? [claim] : claim.split('.');
  return path.reduce<unknown>(
    (value, step) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step]
        : undefined,
    claims,
  );
}

/** A list, or a text with names separated by spaces, like the claim `scope`. */
function namesIn(value: unknown): string[] {
  const names: unknown[] = typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return names.filter((name): name is string => typeof name === 'string');
}
