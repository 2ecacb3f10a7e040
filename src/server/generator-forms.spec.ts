import type { OpenAPIObject } from '@nestjs/swagger';
import { inGeneratorForms } from './generator-forms.js';

const documentOf = (schemas: object, route: object): OpenAPIObject =>
  ({
    openapi: '3.0.0',
    info: { title: 'Test', version: '1' },
    paths: { '/workers/{name}': { post: route } },
    components: { schemas },
  }) as unknown as OpenAPIObject;

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const bodyOf = (name: string) => ({ content: { 'application/json': { schema: refTo(name) } } });

/** The forms of one answer whose schema has these properties. */
const answered = (properties: object, required: string[] = []) => {
  const route = { requestBody: bodyOf('Question'), responses: { 200: bodyOf('Answer') } };
  const schemas = { Question: { properties: structuredClone(properties) }, Answer: { properties, required } };
  const document = inGeneratorForms(documentOf(schemas, route));
  return document.components!.schemas as unknown as Record<
    'Question' | 'Answer',
    { properties: Record<string, object>; required?: string[] }
  >;
};

describe('Schemas for generators of clients', () => {
  it('have OpenAPI 3.1 forms of null, and do not require an object that may be null', () => {
    const { Answer } = answered(
      {
        at: { type: 'string', nullable: true },
        order: { allOf: [refTo('Question')], nullable: true, description: 'An order.' },
      },
      ['at', 'order'],
    );
    expect(Answer).toEqual({
      properties: {
        at: { type: ['string', 'null'] },
        order: { oneOf: [refTo('Question'), { type: 'null' }], description: 'An order.' },
      },
      required: ['at'],
    });
  });

  it('have whole numbers with their size', () => {
    const { Answer } = answered({
      fence: { type: 'integer' },
      port: { type: 'number', maximum: 65_535 },
      heartbeatCount: { type: 'number', nullable: true },
      cpuUsage: { type: 'number' },
    });
    expect(Answer.properties).toEqual({
      fence: { type: 'integer', format: 'int64' },
      port: { type: 'integer', format: 'int32', maximum: 65_535 },
      heartbeatCount: { type: ['integer', 'null'], format: 'int64' },
      cpuUsage: { type: 'number' },
    });
  });

  it('have closed lists of values in requests only', () => {
    const { Question, Answer } = answered({
      status: { type: 'string', enum: ['IDLE', 'BUSY'] },
      success: { type: 'boolean', enum: [true] },
    });
    expect(Question.properties['status']).toEqual({ type: 'string', enum: ['IDLE', 'BUSY'] });
    expect(Answer.properties).toEqual({
      status: { type: 'string', 'x-extensible-enum': ['IDLE', 'BUSY'] },
      success: { type: 'boolean' },
    });
  });

  it('have one form of a field that is accepted in several', () => {
    const text = { type: 'string' };
    const tags = { type: 'array', items: text, maxItems: 50 };
    const { Question } = answered({
      tags: { oneOf: [tags, text], description: 'Tags.' },
      maxUnavailable: { oneOf: [{ type: 'integer' }, text] },
    });
    expect(Question.properties).toEqual({ tags: { ...tags, description: 'Tags.' }, maxUnavailable: text });
  });

  it('have a type for each part of a path', () => {
    const parameters = [{ name: 'name', in: 'path', schema: { example: 'w-1' } }];
    const { paths } = inGeneratorForms(documentOf({}, { parameters, responses: {} }));
    expect(paths['/workers/{name}']!.post!.parameters).toMatchObject([
      { schema: { type: 'string', example: 'w-1' } },
    ]);
  });
});
