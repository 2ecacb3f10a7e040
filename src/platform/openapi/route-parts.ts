import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels, ApiParam, getSchemaPath } from './swagger.js';

/** Parts of the OpenAPI document that routes share. */

/** The worker in a path. */
export const ApiWorker = (): MethodDecorator =>
  ApiParam({ name: 'workerId', description: 'The workerId or the id.', example: 'worker-001' });

/** Errors of each route that has a body. */
export const BODY_ERRORS = ['malformed_json', 'body_too_large', 'unsupported_media_type'] as const;

/** Errors of each route whose body is a batch. */
export const BATCH_ERRORS = [...BODY_ERRORS, 'too_many_items', 'batches_full'] as const;

/** A body of many items. */
export const ApiBatchBody = (Item: new () => object, example: object): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(Item),
    ApiConsumes('application/json', 'application/x-ndjson'),
    ApiBody({
      required: true,
      description:
        'A JSON array, or NDJSON: one of these JSON objects per line. Content-Encoding: gzip is accepted.',
      schema: { type: 'array', items: { $ref: getSchemaPath(Item) }, example: [example] },
    }),
  );
