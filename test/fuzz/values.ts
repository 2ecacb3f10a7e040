import { fc, LONG } from '../support/chances.js';
import { resolved, type Schema } from './description.js';

/** JSON that JSON.stringify cannot write, inserted by {@link jsonOf}. */
const RAW = /"%%(.+?)%%"/g;
const DEEP = 100_000;

/** Writes a value as JSON, with numbers and depths that JavaScript values cannot have. */
export const jsonOf = (value: unknown): string =>
  (JSON.stringify(value) ?? '').replaceAll(RAW, (_, raw: string) =>
    raw === 'deep' ? '['.repeat(DEEP) + ']'.repeat(DEEP) : raw,
  );

const long = (length: number): fc.Arbitrary<string> =>
  fc.constantFrom('x', 'ä', '😀', '\u0000', '"', '\\', ' ').map((unit) => unit.repeat(length));

/** Texts that careless programs or malicious people could send. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'a\udc00b',
    '\ufeff',
    '\u202e',
    '\u2028',
    '\r\n',
    '\t',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'null',
    'undefined',
    'NaN',
    '-0',
    '1e3',
    '0x10',
    'true',
  ),
  fc.constantFrom(
    `'; DROP TABLE worker; --`,
    '%',
    '_',
    '\\',
    '${1}',
    '$1',
    '{{x}}',
    '<script>',
    '../../etc/passwd',
  ),
  fc.constantFrom(
    '2026-02-30T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '+275760-09-13T00:00:00.001Z',
    '0000-01-01',
    '2026-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59-14:00',
    '0001-01-01T00:00:00+14:00',
    'P1D',
  ),
  fc.constantFrom(
    '[::1]:9',
    '127.0.0.1:0',
    'a:99999',
    '169.254.169.254',
    '::ffff:127.0.0.1',
    'xn--a',
    'a..b',
    '-a',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  long(300),
  { arbitrary: long(LONG ? 100_000 : 20_000), weight: 1 },
);

const hostileNumber: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 0.5, 1e-300, 2 ** 31 - 1, 2 ** 31, 2 ** 53, 2 ** 63, 1e308, -1e308),
  fc.constantFrom('%%1e400%%', '%%-1e400%%', '%%1E-400%%', '%%123456789012345678901234567890%%'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);

/** Any JSON value at all. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: hostileText, weight: 4 },
  { arbitrary: hostileNumber, weight: 3 },
  fc.constantFrom(null, true, false, [], {}, [[]], [null], { '': '' }, { workerId: 'x' }),
  fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 }),
  fc.array(hostileText, { maxLength: 4 }),
  fc.constant('%%deep%%'),
  fc
    .constant('%%{"__proto__":{"a":1},"constructor":{"prototype":{}}}%%')
    .map((raw) => raw.replaceAll('"', '"')),
  fc.constantFrom('x', '', null, 1).map((item) => Array.from({ length: 10_001 }, () => item)),
);

/** A value that matches a schema. */
export function fitting(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  if (schema.oneOf !== undefined) return fc.oneof(...schema.oneOf.map(fitting));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const usual = schema.example === undefined ? [] : [fc.constant(schema.example)];
  return fc.oneof(...usual, ofType(schema));
}

function ofType(schema: Schema): fc.Arbitrary<unknown> {
  const {
    type,
    minimum = -1000,
    maximum = minimum + 2000,
    maxLength = 30,
    maxItems = 3,
    items = {},
  } = schema;
  switch (type) {
    case 'integer':
      return fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum));
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(fitting(items), { maxLength: Math.min(3, maxItems) });
    case 'object':
      return objectOf(schema);
    case undefined:
      return hostile;
    default:
      if (schema.format === 'date-time')
        return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
      if (schema.pattern !== undefined)
        return fc.stringMatching(new RegExp(schema.pattern)).map((text) => text.slice(0, maxLength));
      return fc.oneof(fc.string({ maxLength: Math.min(30, maxLength) }), fc.constant('x'.repeat(maxLength)));
  }
}

function objectOf({ properties, required = [] }: Schema): fc.Arbitrary<unknown> {
  if (properties === undefined)
    return fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, fitting(field)]),
  );
  return fc.record(fields, { requiredKeys: [...required] });
}

/** Values just outside of a schema, and others that do not belong there. */
function beyond(given: Schema): fc.Arbitrary<unknown> {
  const { minimum, maximum, maxLength, maxItems } = resolved(given);
  const bounds = [
    ...(minimum === undefined ? [] : [minimum - 1, minimum - 0.5]),
    ...(maximum === undefined ? [] : [maximum + 1, maximum + 0.5]),
    ...(maxLength === undefined ? [] : ['x'.repeat(maxLength + 1), '😀'.repeat(maxLength)]),
    ...(maxItems === undefined ? [] : [Array.from({ length: maxItems + 1 }, (_, index) => `item-${index}`)]),
  ];
  return bounds.length === 0 ? hostile : fc.oneof(fc.constantFrom<unknown>(...bounds), hostile);
}

/** A valid value except for one field: another value there, none, or one more. */
export function almostFitting(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  if (schema.type === 'array')
    return fc
      .tuple(fc.array(fitting(schema.items!), { maxLength: 2 }), almostFitting(schema.items!))
      .map(([good, bad]) => [...good, bad]);
  const { properties = {} } = schema;
  const names = Object.keys(properties);
  if (names.length === 0) return hostile;
  const broken = fc
    .constantFrom(...names)
    .chain((name) =>
      fc.oneof(beyond(properties[name]!), fc.constant(undefined)).map((value) => ({ [name]: value })),
    );
  const added = fc.tuple(hostileText, hostile).map(([name, value]) => ({ [name]: value }));
  return fc
    .tuple(fitting(schema), fc.oneof({ arbitrary: broken, weight: 5 }, added))
    .map(([good, bad]) => Object.assign(Object.create(null) as object, good, bad));
}
