import type { z } from 'zod';
import { closest } from './closest.js';
import type { SettingKey } from './setting-keys.js';

type Issue = z.core.$ZodIssue;

/** Returns the faults of a setting with parts: each names the part, what it must be, and the given value. */
export function faultsWithin(
  { key, variable, setting }: SettingKey,
  { issues }: z.ZodError,
  given: unknown,
): string[] {
  const value = typeof given === 'string' ? parsedOr(given) : given;
  return issues.flatMap((issue) => {
    const part = `${key}${placeOf(issue.path)}`;
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(
        (name) => `${part}.${name} (${variable}) is not a setting${closest(name, setting.parts ?? [])}`,
      );
    const found = issue.path.reduce<unknown>(
      (inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step],
      value,
    );
    return [`${part} (${variable}) must be ${issue.message}; ${wordsFor(found, setting.secret)}`];
  });
}

function placeOf(path: Issue['path']): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
}

function wordsFor(found: unknown, secret: boolean): string {
  if (found === undefined) return 'it is missing';
  return secret ? 'the given value is not' : `got ${JSON.stringify(found)}`;
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
