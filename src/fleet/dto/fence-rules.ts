import { text, whole, type Rule } from '../../platform/validation/rule.js';

const bootIdText = text('Boot ID', { max: 64 });

/**
 * The random value that identifies a process. Numbers become text and surrounding spaces are removed, both in
 * registrations and in all later requests of the process: otherwise the values would differ.
 */
export const bootIdRule: Rule = {
  schema: bootIdText.schema,
  check: (value) => {
    const fault = bootIdText.check(value);
    if (fault !== undefined) return fault;
    if (value === '') return 'Boot ID must not be empty';
    return (value as string).trim() === value ? undefined : 'Boot ID must not begin or end with spaces';
  },
  meaning: (value) => {
    if (typeof value === 'string') return value.trim() || undefined;
    return Number.isSafeInteger(value) ? String(value) : undefined;
  },
};

export const incarnationRule: Rule = whole('Incarnation', { min: 1 });
