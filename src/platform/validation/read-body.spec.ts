import { DomainError } from '../errors/domain-error.js';
import { Field } from './field.js';
import { readBody } from './read-body.js';
import { requireBody, requireCommand } from './require-body.js';
import { flag, text, whole } from './rule.js';

class Parcel {
  @Field(text('Address', { max: 10 }), { description: 'Where to.', required: 'Address is required' })
  address: string;

  @Field(whole('Weight', { min: 1, max: 9 }), { description: 'In kilograms.' })
  weight?: number;
}

class Letter extends Parcel {
  @Field(flag('Registered'), { description: 'By registered mail.' })
  registered?: boolean;
}

describe('Reading a body', () => {
  it('accepts known fields', () => {
    expect(readBody(Parcel, { address: 'Here', weight: 2 })).toEqual({
      value: { address: 'Here', weight: 2 },
      errors: [],
      warnings: [],
      unknown: [],
    });
  });

  it('treats null as omitted', () => {
    const { value, errors } = readBody(Parcel, { address: 'Here', weight: null });
    expect(errors).toEqual([]);
    expect(value).not.toHaveProperty('weight');
  });

  it('reports all faults together', () => {
    const { errors } = readBody(Letter, { registered: 'yes', weight: 10, address: ' ' });
    expect(errors).toEqual([
      { field: 'registered', message: 'Registered must be true or false, not "yes"' },
      { field: 'address', message: 'Address is required' },
      { field: 'weight', message: 'Weight must be between 1 and 9, not 10' },
    ]);
  });

  it('drops unknown fields and names them', () => {
    const { value, warnings } = readBody(Parcel, { address: 'Here', wieght: 2, colour: 'red' });
    expect(value).toEqual({ address: 'Here' });
    expect(warnings).toEqual([
      'Unknown field "wieght" was dropped; did you mean weight?',
      'Unknown field "colour" was dropped',
    ]);
  });

  it('names a few of very many unknown fields', () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, 1]));
    const { warnings } = readBody(Parcel, body);
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toBe('4980 more unknown fields were dropped');
  });

  it('shortens a name that is very long', () => {
    const { warnings } = readBody(Parcel, { ['x'.repeat(1000)]: 1 });
    expect(warnings).toEqual([`Unknown field "${'x'.repeat(60)}…" was dropped`]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('drops %s like any other unknown field', (name) => {
    const { value, warnings } = readBody(Parcel, JSON.parse(`{"address":"Here","${name}":{"weight":99}}`));
    expect(value.weight).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Parcel.prototype);
    expect(warnings).toEqual([`Unknown field "${name}" was dropped`]);
  });

  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [[], 'an array'],
    ['{}', 'a string'],
    [5, 'a number'],
  ])('refuses %j', (body, said) => {
    expect(readBody(Parcel, body).errors).toEqual([
      { field: '', message: `The body must be a JSON object, not ${said}` },
    ]);
  });

  it('joins the faults into one sentence for callers that require a valid body', () => {
    const refused = () => requireBody(Parcel, { weight: 0 });
    expect(refused).toThrow(DomainError);
    expect(refused).toThrow('Address is required; Weight must be between 1 and 9');
  });

  it('refuses unknown fields in a command, together with all other faults', () => {
    expect(requireBody(Parcel, { address: 'Here', wieght: 2 }).warnings).toEqual([
      'Unknown field "wieght" was dropped; did you mean weight?',
    ]);
    expect(() => requireCommand(Parcel, { wieght: 2 })).toThrow(
      'Address is required; Unknown field "wieght"; did you mean weight?',
    );
  });
});
